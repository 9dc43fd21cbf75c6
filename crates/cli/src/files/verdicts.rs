//! Verdicts to record.

use haetae_proto::{
    checkpoint::v1::VerdictInput,
    common::v1::{CheckMethod, VerdictResult},
};
use serde::Deserialize;

use super::word::Given;

/// Verdicts to record together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictsFile {
    /// Each for another checkpoint.
    pub verdicts: Vec<VerdictLine>,
}

/// One verdict.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictLine {
    checkpoint: String,
    result: Given<VerdictResult>,
    method: Given<CheckMethod>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    evidence: Vec<String>,
    #[serde(default)]
    evidence_ids: Vec<String>,
    #[serde(default)]
    compensating_control: String,
}

impl VerdictLine {
    /// As the call takes it.
    #[must_use]
    pub fn input(&self) -> VerdictInput {
        VerdictInput {
            checkpoint: self.checkpoint.clone(),
            result: self.result.number(),
            method: self.method.number(),
            reason: self.reason.clone(),
            evidence: self.evidence.clone(),
            evidence_ids: self.evidence_ids.clone(),
            compensating_control: self.compensating_control.clone(),
        }
    }
}
