//! Verdicts.

use haetae_domain::diagnosis::Verdict;
use haetae_proto::event::v1 as pb;

use super::{
    evidence::{references_from_wire, references_to_wire},
    keys::key_from_wire,
};
use crate::codec::{CodecError, Word};

pub(super) fn verdict_to_wire(v: &Verdict) -> pb::Verdict {
    let (evidence, evidence_ids) = references_to_wire(&v.evidence);
    pb::Verdict {
        checkpoint: v.checkpoint.to_string(),
        result: v.result.to_wire(),
        method: v.method.to_wire(),
        reason: v.reason.clone(),
        evidence,
        compensating_control: v.compensating_control.clone(),
        evidence_ids,
    }
}

/// The domain's shape.
///
/// # Errors
/// When its key, result or method is not one.
pub fn verdict_from_wire(v: pb::Verdict) -> Result<Verdict, CodecError> {
    Ok(Verdict {
        checkpoint: key_from_wire("verdicts.checkpoint", &v.checkpoint)?,
        result: Word::from_wire(v.result).ok_or_else(|| CodecError::field("verdicts.result"))?,
        method: Word::from_wire(v.method).ok_or_else(|| CodecError::field("verdicts.method"))?,
        reason: v.reason,
        evidence: references_from_wire(v.evidence, &v.evidence_ids)?,
        compensating_control: v.compensating_control,
    })
}
