//! Events of findings.

use haetae_domain::diagnosis::{Event, Standing};
use haetae_domain::finding::{self, Asked, FindingId, Opened};
use haetae_proto::event::v1 as pb;
use haetae_proto::event::v1::event::Event as WireEvent;

use super::evidence::{references_from_wire, references_to_wire};
use super::keys::key_from_wire;
use super::{standing_from_wire, standing_to_wire, tally_from_wire, tally_to_wire};
use crate::codec::{
    CodecError, Word, person_from_wire, person_to_wire, timestamp_from_wire, timestamp_to_wire, version_from_wire,
    version_to_wire,
};

/// The message that stores an event of a finding, e.g. `FixClaimed`.
#[must_use]
pub fn finding_message(event: &finding::Event) -> &'static str {
    encode(FindingId(1), event, &Standing::default()).name()
}

pub(super) fn encode(id: FindingId, event: &finding::Event, standing: &Standing) -> WireEvent {
    use finding::Event as E;
    let finding = id.to_string();
    let standing = Some(standing_to_wire(standing));
    match event.clone() {
        E::Opened(o) => WireEvent::FindingOpened(opened_to_wire(finding, &o, standing)),
        E::Assigned { assignee, reason } => {
            let assignee = Some(person_to_wire(&assignee));
            WireEvent::FindingAssigned(pb::FindingAssigned { finding, assignee, standing, reason })
        }
        E::FixClaimed { description, evidence } => {
            let (evidence, evidence_ids) = references_to_wire(&evidence);
            WireEvent::FixClaimed(pb::FixClaimed { finding, description, evidence, standing, evidence_ids })
        }
        E::FixVerified => WireEvent::FixVerified(pb::FixVerified { finding, standing }),
        E::FixRejected { reason } => WireEvent::FixRejected(pb::FixRejected { finding, reason, standing }),
        E::AcceptanceRequested(Asked { reason, conditions, ends_at }) => {
            let ends_at = Some(timestamp_to_wire(ends_at));
            WireEvent::AcceptanceRequested(pb::AcceptanceRequested { finding, reason, conditions, ends_at, standing })
        }
        E::AcceptanceApproved { reason, ends_at, granted } => {
            let ends_at = Some(timestamp_to_wire(ends_at));
            WireEvent::AcceptanceApproved(pb::AcceptanceApproved { finding, reason, ends_at, granted, standing })
        }
        E::AcceptanceDeclined { reason } => {
            WireEvent::AcceptanceDeclined(pb::AcceptanceDeclined { finding, reason, standing })
        }
        E::AcceptanceRequestLapsed { ends_at } => {
            let ends_at = Some(timestamp_to_wire(ends_at));
            WireEvent::AcceptanceRequestLapsed(pb::AcceptanceRequestLapsed { finding, ends_at, standing })
        }
        E::AcceptanceRevoked { reason } => {
            WireEvent::AcceptanceRevoked(pb::AcceptanceRevoked { finding, reason, standing })
        }
        E::AcceptanceEnding { days, ends_at } => {
            let (days, ends_at) = (days.into(), Some(timestamp_to_wire(ends_at)));
            WireEvent::AcceptanceEnding(pb::AcceptanceEnding { finding, days, ends_at, standing })
        }
        E::AcceptanceEnded { ends_at } => {
            let ends_at = Some(timestamp_to_wire(ends_at));
            WireEvent::AcceptanceEnded(pb::AcceptanceEnded { finding, ends_at, standing })
        }
        E::Overdue { due_at } => {
            let due_at = Some(timestamp_to_wire(due_at));
            WireEvent::FindingOverdue(pb::FindingOverdue { finding, due_at, standing })
        }
        E::Corrected { reason } => WireEvent::FindingCorrected(pb::FindingCorrected { finding, reason, standing }),
        E::Retracted { reason, checkpoint, tally } => {
            let (checkpoint, tally) = (checkpoint.to_string(), Some(tally_to_wire(&tally)));
            WireEvent::FindingRetracted(pb::FindingRetracted { finding, reason, checkpoint, tally, standing })
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "every other event belongs to another aggregate")]
pub(super) fn decode(event: WireEvent) -> Result<Event, CodecError> {
    use finding::Event as E;
    let of = |id: &str, standing, event| {
        let id = FindingId::parse(id).ok_or_else(|| CodecError::field("finding"))?;
        Ok(Event::Finding { id, event, standing: standing_from_wire(standing)? })
    };
    match event {
        WireEvent::FindingOpened(o) => of(&o.finding.clone(), o.standing, E::Opened(Box::new(opened_from_wire(o)?))),
        WireEvent::FindingAssigned(a) => {
            of(&a.finding, a.standing, E::Assigned { assignee: person_from_wire(a.assignee), reason: a.reason })
        }
        WireEvent::FixClaimed(c) => {
            let evidence = references_from_wire(c.evidence, &c.evidence_ids)?;
            of(&c.finding, c.standing, E::FixClaimed { description: c.description, evidence })
        }
        WireEvent::FixVerified(v) => of(&v.finding, v.standing, E::FixVerified),
        WireEvent::FixRejected(r) => of(&r.finding, r.standing, E::FixRejected { reason: r.reason }),
        WireEvent::AcceptanceRequested(r) => {
            let ends_at = timestamp_from_wire(r.ends_at, "ends_at")?;
            let asked = Asked { reason: r.reason, conditions: r.conditions, ends_at };
            of(&r.finding, r.standing, E::AcceptanceRequested(asked))
        }
        WireEvent::AcceptanceApproved(a) => {
            let (ends_at, reason) = (timestamp_from_wire(a.ends_at, "ends_at")?, a.reason);
            of(&a.finding, a.standing, E::AcceptanceApproved { reason, ends_at, granted: a.granted })
        }
        WireEvent::AcceptanceDeclined(d) => of(&d.finding, d.standing, E::AcceptanceDeclined { reason: d.reason }),
        WireEvent::AcceptanceRequestLapsed(l) => {
            let ends_at = timestamp_from_wire(l.ends_at, "ends_at")?;
            of(&l.finding, l.standing, E::AcceptanceRequestLapsed { ends_at })
        }
        WireEvent::AcceptanceRevoked(r) => of(&r.finding, r.standing, E::AcceptanceRevoked { reason: r.reason }),
        WireEvent::AcceptanceEnding(e) => {
            let days = u16::try_from(e.days).map_err(|_| CodecError::field("days"))?;
            let ends_at = timestamp_from_wire(e.ends_at, "ends_at")?;
            of(&e.finding, e.standing, E::AcceptanceEnding { days, ends_at })
        }
        WireEvent::AcceptanceEnded(e) => {
            let ends_at = timestamp_from_wire(e.ends_at, "ends_at")?;
            of(&e.finding, e.standing, E::AcceptanceEnded { ends_at })
        }
        WireEvent::FindingOverdue(o) => {
            let due_at = timestamp_from_wire(o.due_at, "due_at")?;
            of(&o.finding, o.standing, E::Overdue { due_at })
        }
        WireEvent::FindingCorrected(c) => of(&c.finding, c.standing, E::Corrected { reason: c.reason }),
        WireEvent::FindingRetracted(r) => {
            let (checkpoint, tally) = (key_from_wire("checkpoint", &r.checkpoint)?, tally_from_wire(r.tally)?);
            of(&r.finding, r.standing, E::Retracted { reason: r.reason, checkpoint, tally })
        }
        other => Err(CodecError::Misplaced(other.name())),
    }
}

fn opened_to_wire(finding: String, o: &Opened, standing: Option<pb::DiagnosisStanding>) -> pb::FindingOpened {
    pb::FindingOpened {
        finding,
        checkpoint: o.checkpoint.to_string(),
        reason: o.reason.clone(),
        severity: o.severity.to_wire(),
        review_level: o.review_level.to_wire(),
        mandatory: o.mandatory,
        team: o.team.clone(),
        due_at: Some(timestamp_to_wire(o.due_at)),
        due_days: o.due_days.into(),
        policy: o.policy.as_ref().map(version_to_wire),
        catalog: o.catalog.as_ref().map(version_to_wire),
        previous: o.previous.map_or_else(String::new, |id| id.to_string()),
        standing,
    }
}

fn opened_from_wire(o: pb::FindingOpened) -> Result<Opened, CodecError> {
    let version = |name: Option<_>| name.map(|version| version_from_wire(Some(version))).transpose();
    let previous = FindingId::parse(&o.previous);
    if previous.is_none() && !o.previous.is_empty() {
        return Err(CodecError::field("previous"));
    }
    Ok(Opened {
        checkpoint: key_from_wire("checkpoint", &o.checkpoint)?,
        reason: o.reason,
        severity: Word::from_wire(o.severity).ok_or_else(|| CodecError::field("severity"))?,
        review_level: Word::from_wire(o.review_level).ok_or_else(|| CodecError::field("review_level"))?,
        mandatory: o.mandatory,
        team: o.team,
        due_at: timestamp_from_wire(o.due_at, "due_at")?,
        due_days: u16::try_from(o.due_days).map_err(|_| CodecError::field("due_days"))?,
        policy: version(o.policy)?,
        catalog: version(o.catalog)?,
        previous,
    })
}
