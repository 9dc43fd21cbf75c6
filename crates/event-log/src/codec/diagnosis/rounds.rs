//! The ends and beginnings of rounds.

use haetae_domain::diagnosis::{Concluded, ControlGain, Reopened, ThreatStanding};
use haetae_proto::event::v1 as pb;

use super::keys::{keys_from_wire, keys_to_wire};
use super::{standing_from_wire, standing_to_wire, tally_from_wire, tally_to_wire};
use crate::codec::{CodecError, Word};

pub(super) fn concluded_to_wire(c: &Concluded) -> pb::DiagnosisConcluded {
    pb::DiagnosisConcluded {
        round: c.round,
        summary: c.summary.clone(),
        tally: Some(tally_to_wire(&c.tally)),
        standing: Some(standing_to_wire(&c.standing)),
        coverage: c.coverage.iter().map(threat_to_wire).collect(),
        gains: c.gains.iter().map(gain_to_wire).collect(),
    }
}

pub(super) fn concluded_from_wire(c: pb::DiagnosisConcluded) -> Result<Concluded, CodecError> {
    Ok(Concluded {
        round: c.round,
        summary: c.summary,
        tally: tally_from_wire(c.tally)?,
        standing: standing_from_wire(c.standing)?,
        coverage: c.coverage.into_iter().map(threat_from_wire).collect::<Result<_, _>>()?,
        gains: c.gains.into_iter().map(gain_from_wire).collect(),
    })
}

pub(super) fn reopened_to_wire(r: &Reopened) -> pb::DiagnosisReopened {
    pb::DiagnosisReopened {
        round: r.round,
        reason: r.reason.clone(),
        checkpoints: keys_to_wire(&r.checkpoints),
        tally: Some(tally_to_wire(&r.tally)),
        standing: Some(standing_to_wire(&r.standing)),
    }
}

pub(super) fn reopened_from_wire(r: pb::DiagnosisReopened) -> Result<Reopened, CodecError> {
    Ok(Reopened {
        round: r.round,
        reason: r.reason,
        checkpoints: keys_from_wire("checkpoints", &r.checkpoints)?,
        tally: tally_from_wire(r.tally)?,
        standing: standing_from_wire(r.standing)?,
    })
}

fn threat_to_wire(t: &ThreatStanding) -> pb::ThreatStanding {
    pb::ThreatStanding { catalog_id: t.catalog.clone(), threat_id: t.threat.clone(), status: t.coverage.to_wire() }
}

fn threat_from_wire(t: pb::ThreatStanding) -> Result<ThreatStanding, CodecError> {
    let coverage = Word::from_wire(t.status).ok_or_else(|| CodecError::field("coverage.status"))?;
    Ok(ThreatStanding { catalog: t.catalog_id, threat: t.threat_id, coverage })
}

fn gain_to_wire(g: &ControlGain) -> pb::ControlGain {
    pb::ControlGain {
        catalog_id: g.catalog.clone(),
        control_id: g.control.clone(),
        checkpoints: g.checkpoints,
        coverage_halves: g.coverage_halves,
    }
}

fn gain_from_wire(g: pb::ControlGain) -> ControlGain {
    ControlGain {
        catalog: g.catalog_id,
        control: g.control_id,
        checkpoints: g.checkpoints,
        coverage_halves: g.coverage_halves,
    }
}
