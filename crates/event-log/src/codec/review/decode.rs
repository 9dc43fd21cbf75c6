//! Contract → domain.

use haetae_domain::{
    diagnosis::Standing,
    review::{Amended, Basis, Decided, Due, Event, FieldChange, Moved, Progress, Submitted, Target, Triaged},
};
use haetae_proto::event::v1 as pb;
use haetae_proto::event::v1::event::Event as WireEvent;

use crate::codec::{CodecError, Word, person_from_wire, profile::required, timestamp_from_wire, version_from_wire};

#[expect(clippy::wildcard_enum_match_arm, reason = "every other event belongs to another aggregate")]
pub(super) fn event(event: WireEvent) -> Result<Event, CodecError> {
    Ok(match event {
        WireEvent::ReviewSubmitted(s) => Event::Submitted(submitted(s)?),
        WireEvent::ReviewDiagnosisStarted(pb::ReviewDiagnosisStarted {}) => Event::DiagnosisStarted,
        WireEvent::ReviewAmended(a) => Event::Amended(amended(a)?),
        WireEvent::ReviewWithdrawn(w) => Event::Withdrawn { reason: w.reason },
        WireEvent::ReviewInfoRequested(r) => Event::InfoRequested { question: r.question },
        WireEvent::ReviewQuestionRetracted(r) => {
            Event::QuestionRetracted { reason: r.reason, status: word(r.status, "status")? }
        }
        WireEvent::ReviewInfoProvided(p) => Event::InfoProvided { answer: p.answer, status: word(p.status, "status")? },
        WireEvent::ReviewTriaged(t) => Event::Triaged(triaged(t)?),
        WireEvent::ReviewAssigned(a) => {
            Event::Assigned { assignee: person_from_wire(a.assignee), claimed: a.claimed, reason: a.reason }
        }
        WireEvent::ReviewReleased(r) => Event::Released { reason: r.reason },
        WireEvent::ReviewDecided(d) => Event::Decided(Box::new(decided(d)?)),
        WireEvent::ReviewReopened(r) => Event::Reopened { reason: r.reason, status: word(r.status, "status")? },
        WireEvent::ReviewCommented(c) => {
            Event::Commented { text: c.text, visibility: word(c.visibility, "visibility")? }
        }
        WireEvent::ReviewTargetSet(t) => Event::TargetSet(target(t)?),
        WireEvent::ReviewTargetBreached(b) => Event::TargetBreached {
            due_at: timestamp_from_wire(b.due_at, "due_at")?,
            policy: version_from_wire(b.policy)?,
        },
        WireEvent::ReviewDecisionStaled(s) => {
            let moved = s.moved.into_iter().map(|m| Moved { what: m.what, sequence: m.sequence });
            Event::DecisionStaled { moved: moved.collect() }
        }
        WireEvent::ReviewProgressed(p) => Event::Progressed(progressed(p)?),
        other => return Err(CodecError::Misplaced(other.name())),
    })
}

fn word<W: Word>(number: i32, field: &str) -> Result<W, CodecError> {
    W::from_wire(number).ok_or_else(|| CodecError::field(field))
}

fn submitted(s: pb::ReviewSubmitted) -> Result<Submitted, CodecError> {
    Ok(Submitted {
        profile: required(s.profile.as_ref())?,
        title: s.title,
        description: s.description,
        requester: person_from_wire(s.requester),
        team: s.team,
    })
}

fn amended(a: pb::ReviewAmended) -> Result<Amended, CodecError> {
    let changes = a.changes.into_iter();
    Ok(Amended {
        profile: required(a.profile.as_ref())?,
        title: a.title,
        description: a.description,
        changes: changes.map(|c| FieldChange { field: c.field, before: c.before, after: c.after }).collect(),
        material: a.material,
    })
}

fn triaged(t: pb::ReviewTriaged) -> Result<Triaged, CodecError> {
    Ok(Triaged {
        outcome: word(t.outcome, "outcome")?,
        reason: t.reason,
        duplicate_of: (!t.duplicate_of.is_empty()).then_some(t.duplicate_of),
        automatic: t.automatic,
    })
}

fn decided(d: pb::ReviewDecided) -> Result<Decided, CodecError> {
    Ok(Decided {
        outcome: word(d.outcome, "outcome")?,
        reason: d.reason,
        conditions: d.conditions,
        basis: basis(d.basis.ok_or_else(|| CodecError::field("basis"))?)?,
    })
}

fn basis(b: pb::DecisionBasis) -> Result<Basis, CodecError> {
    let catalogs: Result<_, _> = b.catalogs.into_iter().map(|v| version_from_wire(Some(v))).collect();
    let hash = |hash: &[u8]| hash.try_into().map_err(|_| CodecError::field("basis.evidence_sha256"));
    let evidence: Result<_, _> = b.evidence_sha256.iter().map(|bytes| hash(bytes)).collect();
    Ok(Basis {
        review: b.review_sequence,
        assessment: b.assessment_sequence,
        diagnosis: b.diagnosis_sequence,
        policy: version_from_wire(b.policy)?,
        catalogs: catalogs?,
        level: word(b.level, "basis.level")?,
        round: b.round,
        open_findings: b.open_findings,
        accepted_findings: b.accepted_findings,
        evidence: evidence?,
    })
}

fn target(t: pb::ReviewTargetSet) -> Result<Target, CodecError> {
    let due = match t.due_at {
        Some(at) => Due::At(timestamp_from_wire(Some(at), "due_at")?),
        None => Due::UnknownYear(i16::try_from(t.unknown_year).map_err(|_| CodecError::field("unknown_year"))?),
    };
    Ok(Target {
        due,
        target_days: u16::try_from(t.target_days).map_err(|_| CodecError::field("target_days"))?,
        paused_days: t.paused_days,
        policy: version_from_wire(t.policy)?,
        calendar: t.calendar,
        cause: word(t.cause, "cause")?,
    })
}

fn progressed(p: pb::ReviewProgressed) -> Result<Progress, CodecError> {
    let standing = Standing {
        round: p.round,
        concluded: p.concluded,
        open_findings: p.open_findings,
        accepted_findings: p.accepted_findings,
        mandatory_open: 0,
    };
    Ok(Progress { status: word(p.status, "status")?, standing, cause: p.cause })
}
