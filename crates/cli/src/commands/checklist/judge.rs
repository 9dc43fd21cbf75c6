//! `haetae checklist judge`.

use std::path::PathBuf;

use haetae_proto::{
    checkpoint::v1::{RecordVerdictsRequest, VerdictInput},
    common::v1::{CheckMethod, VerdictResult},
};

use super::{Done, keys, show};
use crate::{
    commands::{find, write::Change},
    failure::Failure,
    files::{self, VerdictLine, VerdictsFile},
    session::Session,
    views, words,
};

/// Record verdicts: by keys on a terminal, those of a file, or one given by options
#[derive(Debug, clap::Args)]
pub(crate) struct Judge {
    /// The review: its number, e.g. R-2026-0142, its id, or how that begins
    review: String,
    /// Verdicts, as .toml, .yaml or .json; - reads YAML or JSON from standard input
    #[arg(long, value_name = "FILE", conflicts_with = "checkpoint")]
    file: Option<PathBuf>,
    #[command(flatten)]
    one: One,
    #[command(flatten)]
    change: Change,
}

#[derive(Debug, clap::Args)]
struct One {
    /// One checkpoint, e.g. web-service:APP-01:1, or APP-01 where only one is meant
    #[arg(long, requires = "result", requires = "method")]
    checkpoint: Option<String>,
    /// pass, fail, partial or not_applicable
    #[arg(long, requires = "checkpoint", value_parser = words::Words::<VerdictResult>::new())]
    result: Option<VerdictResult>,
    /// examine, interview or test
    #[arg(long, value_parser = words::Words::<CheckMethod>::new())]
    method: Option<CheckMethod>,
    /// Why; required unless it passes
    #[arg(long, default_value = "", hide_default_value = true)]
    reason: String,
    /// What makes up for what is missing; only for partial, and required there
    #[arg(long, default_value = "", hide_default_value = true)]
    compensating_control: String,
    /// Name of a document or record it rests on; may be given several times
    #[arg(long)]
    evidence: Vec<String>,
    /// Id of an uploaded file it rests on, e.g. E-1; may be given several times
    #[arg(long, value_parser = find::evidence)]
    evidence_id: Vec<String>,
}

impl Judge {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        if self.file.is_none() && self.one.checkpoint.is_none() {
            return keys::judge(session, &self.review).await;
        }
        let mut verdicts = self.verdicts()?;
        let whole = verdicts.iter().all(|verdict| find::is_whole(&verdict.checkpoint));
        let mut read = None;
        if !whole || !self.change.is_named() {
            let answer = show::get(session, &self.review).await?;
            let checkpoints = answer.checklist.as_ref().map(|list| list.checkpoints.as_slice()).unwrap_or_default();
            for verdict in &mut verdicts {
                verdict.checkpoint = find::checkpoint(checkpoints, &verdict.checkpoint)?;
            }
            read = Some(answer.etag);
        }
        let latest = async {
            match read {
                Some(etag) => Ok(etag),
                None => Ok(show::get(session, &self.review).await?.etag),
            }
        };
        let decided = self.change.decided(session, latest).await?;
        let request = RecordVerdictsRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            verdicts,
            validate_only: decided.validate_only,
        };
        let answer = session.checkpoint().await?.record_verdicts(request).await?.into_inner();
        session.show(&answer, |look| views::judged_now(&answer, look) + &views::version(&answer.etag, look))
    }

    fn verdicts(&self) -> Result<Vec<VerdictInput>, Failure> {
        if let Some(file) = &self.file {
            let file: VerdictsFile = files::read_whole(file)?;
            return Ok(file.verdicts.iter().map(VerdictLine::input).collect());
        }
        let one = &self.one;
        Ok(vec![VerdictInput {
            checkpoint: one.checkpoint.clone().unwrap_or_default(),
            result: one.result.unwrap_or_default().into(),
            method: one.method.unwrap_or_default().into(),
            reason: one.reason.clone(),
            evidence: one.evidence.clone(),
            evidence_ids: one.evidence_id.clone(),
            compensating_control: one.compensating_control.clone(),
        }])
    }
}
