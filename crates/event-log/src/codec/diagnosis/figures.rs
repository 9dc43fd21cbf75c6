//! Tallies and standings.

use haetae_domain::diagnosis::{Standing, Tally};
use haetae_proto::common::v1 as wire;
use haetae_proto::event::v1 as pb;

use crate::codec::CodecError;

/// The contract's shape.
pub fn tally_to_wire(t: &Tally) -> wire::Tally {
    wire::Tally {
        total: t.total,
        mandatory: t.mandatory,
        pass: t.pass,
        fail: t.fail,
        partial: t.partial,
        not_applicable: t.not_applicable,
        mandatory_open: t.mandatory_open,
    }
}

/// The domain's shape.
///
/// # Errors
/// When it is absent.
pub fn tally_from_wire(t: Option<wire::Tally>) -> Result<Tally, CodecError> {
    let t = t.ok_or_else(|| CodecError::field("tally"))?;
    Ok(Tally {
        total: t.total,
        mandatory: t.mandatory,
        pass: t.pass,
        fail: t.fail,
        partial: t.partial,
        not_applicable: t.not_applicable,
        mandatory_open: t.mandatory_open,
    })
}

/// The contract's shape.
pub fn standing_to_wire(s: &Standing) -> pb::DiagnosisStanding {
    pb::DiagnosisStanding {
        round: s.round,
        concluded: s.concluded,
        mandatory_open: s.mandatory_open,
        open_findings: s.open_findings,
        accepted_findings: s.accepted_findings,
    }
}

/// The domain's shape.
///
/// # Errors
/// When it is absent.
pub fn standing_from_wire(s: Option<pb::DiagnosisStanding>) -> Result<Standing, CodecError> {
    s.map(known).ok_or_else(|| CodecError::field("standing"))
}

/// The standing of recorded verdicts. The oldest commits have none: at that time there was a single round and there
/// were no findings.
pub(super) fn standing_or_first(s: Option<pb::DiagnosisStanding>, tally: &Tally) -> Standing {
    let first = || Standing { round: 1, mandatory_open: tally.mandatory_open, ..Standing::default() };
    s.map_or_else(first, known)
}

fn known(s: pb::DiagnosisStanding) -> Standing {
    Standing {
        round: s.round,
        concluded: s.concluded,
        mandatory_open: s.mandatory_open,
        open_findings: s.open_findings,
        accepted_findings: s.accepted_findings,
    }
}
