//! The diagnosis aggregate.

use haetae_domain::diagnosis::{self, Event, Generated, State, Tally, Verdict};
use haetae_domain::ids::Meta;
use haetae_domain::selection::{CheckpointKey, Selected};
use haetae_proto::common::v1 as wire;
use haetae_proto::event::v1 as pb;
use haetae_proto::event::v1::event::Event as WireEvent;

use super::{
    Aggregate, CodecError, Word, event_name, person_from_wire, person_to_wire, profile_to_wire, version_from_wire,
    version_to_wire,
};
use crate::Category;

/// Diagnoses, `ev.diagnosis.<review id>`.
pub struct Diagnoses;

impl Aggregate for Diagnoses {
    const CATEGORY: Category = Category::Diagnosis;
    type Event = Event;
    type State = State;

    fn evolve(state: State, event: &Event, meta: &Meta) -> State {
        diagnosis::evolve(state, event, meta)
    }

    fn encode(event: &Event) -> WireEvent {
        match event {
            Event::Generated(g) => WireEvent::DiagnosisGenerated(pb::DiagnosisGenerated {
                catalogs: g.catalogs.iter().map(version_to_wire).collect(),
                profile: Some(profile_to_wire(&g.profile)),
                level: g.level.to_wire(),
                requester: Some(person_to_wire(&g.requester)),
                team: g.team.clone(),
                checkpoints: g.checkpoints.iter().map(selected_to_wire).collect(),
            }),
            Event::VerdictsRecorded { verdicts, tally } => WireEvent::VerdictsRecorded(pb::VerdictsRecorded {
                verdicts: verdicts.iter().map(verdict_to_wire).collect(),
                tally: Some(tally_to_wire(tally)),
            }),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "every other event belongs to another aggregate")]
    fn decode(event: WireEvent) -> Result<Event, CodecError> {
        match event {
            WireEvent::DiagnosisGenerated(g) => Ok(Event::Generated(generated_from_wire(g)?)),
            WireEvent::VerdictsRecorded(v) => {
                let verdicts: Result<_, _> = v.verdicts.into_iter().map(verdict_from_wire).collect();
                Ok(Event::VerdictsRecorded { verdicts: verdicts?, tally: tally_from_wire(v.tally)? })
            }
            other => Err(CodecError::Misplaced(event_name(&other))),
        }
    }
}

fn generated_from_wire(g: pb::DiagnosisGenerated) -> Result<Generated, CodecError> {
    let catalogs: Result<_, _> = g.catalogs.into_iter().map(|v| version_from_wire(Some(v))).collect();
    let checkpoints: Result<_, _> = g.checkpoints.into_iter().map(selected_from_wire).collect();
    Ok(Generated {
        catalogs: catalogs?,
        profile: super::profile::required(g.profile.as_ref())?,
        level: Word::from_wire(g.level).ok_or_else(|| CodecError::field("level"))?,
        requester: person_from_wire(g.requester),
        team: g.team,
        checkpoints: checkpoints?,
    })
}

fn selected_to_wire(s: &Selected) -> pb::SelectedCheckpoint {
    pb::SelectedCheckpoint {
        catalog_id: s.key.catalog.clone(),
        control_id: s.key.control.clone(),
        check_id: s.key.check.clone(),
        layer: s.layer.to_wire(),
        mandatory: s.mandatory,
        rules: s.rules.clone(),
    }
}

fn selected_from_wire(s: pb::SelectedCheckpoint) -> Result<Selected, CodecError> {
    Ok(Selected {
        key: CheckpointKey { catalog: s.catalog_id, control: s.control_id, check: s.check_id },
        layer: Word::from_wire(s.layer).ok_or_else(|| CodecError::field("checkpoints.layer"))?,
        mandatory: s.mandatory,
        rules: s.rules,
    })
}

fn verdict_to_wire(v: &Verdict) -> pb::Verdict {
    pb::Verdict {
        checkpoint: v.checkpoint.to_string(),
        result: v.result.to_wire(),
        method: v.method.to_wire(),
        reason: v.reason.clone(),
        evidence: v.evidence.clone(),
    }
}

/// The domain's shape.
///
/// # Errors
/// When its key, result or method is not one.
pub fn verdict_from_wire(v: pb::Verdict) -> Result<Verdict, CodecError> {
    Ok(Verdict {
        checkpoint: CheckpointKey::parse(&v.checkpoint).ok_or_else(|| CodecError::field("verdicts.checkpoint"))?,
        result: Word::from_wire(v.result).ok_or_else(|| CodecError::field("verdicts.result"))?,
        method: Word::from_wire(v.method).ok_or_else(|| CodecError::field("verdicts.method"))?,
        reason: v.reason,
        evidence: v.evidence,
    })
}

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
