//! Keeps unrecorded results in a file, so that a lost connection or terminal loses none of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use haetae_proto::checkpoint::v1::VerdictInput;
use serde::{Deserialize, Serialize};

use super::desk::Pending;
use crate::{
    commands::checklist::state::{Owner, unusable},
    failure::Failure,
};

/// The file of one account for one review.
#[derive(Debug)]
pub(super) struct Draft(PathBuf);

#[derive(Debug, Serialize, Deserialize)]
struct KeptLine {
    checkpoint: String,
    result: i32,
    method: i32,
    reason: String,
    compensating_control: String,
    evidence: Vec<String>,
    evidence_ids: Vec<String>,
    base: String,
}

impl Draft {
    /// The draft of an account for a review.
    pub(super) fn of(owner: &Owner, review_id: &str) -> Result<Self, Failure> {
        Ok(Self(owner.file("judge", review_id, "json")?))
    }

    /// The path of the file.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Reads the draft; empty if there is none.
    pub(super) fn read(&self) -> Result<Vec<Pending>, Failure> {
        if !self.0.exists() {
            return Ok(Vec::new());
        }
        let text = fs::read(&self.0).map_err(|error| unusable(&self.0, &error))?;
        let lines: Vec<KeptLine> = serde_json::from_slice(&text).map_err(|error| unusable(&self.0, &error.into()))?;
        Ok(lines.into_iter().map(KeptLine::pending).collect())
    }

    /// Replaces the draft atomically; without results the file is removed.
    pub(super) fn keep<'a>(&self, pending: impl Iterator<Item = &'a Pending>) -> Result<(), Failure> {
        let lines: Vec<KeptLine> = pending.map(KeptLine::of).collect();
        let failed = |error: std::io::Error| unusable(&self.0, &error);
        if lines.is_empty() {
            return if self.0.exists() { fs::remove_file(&self.0).map_err(failed) } else { Ok(()) };
        }
        let text = serde_json::to_vec_pretty(&lines).map_err(|error| unusable(&self.0, &error.into()))?;
        let unfinished = self.0.with_extension("part");
        fs::write(&unfinished, text).and_then(|()| fs::rename(&unfinished, &self.0)).map_err(failed)
    }
}

impl KeptLine {
    fn of(Pending { input, base, .. }: &Pending) -> Self {
        let VerdictInput { checkpoint, result, method, reason, evidence, compensating_control, evidence_ids } =
            input.clone();
        let base = base.clone();
        Self { checkpoint, result, method, reason, compensating_control, evidence, evidence_ids, base }
    }

    fn pending(self) -> Pending {
        let Self { checkpoint, result, method, reason, compensating_control, evidence, evidence_ids, base } = self;
        let input = VerdictInput { checkpoint, result, method, reason, evidence, compensating_control, evidence_ids };
        Pending { input, base, refused: None }
    }
}
