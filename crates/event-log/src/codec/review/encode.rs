//! Domain → contract.

use haetae_domain::review::{Amended, Basis, Decided, Due, Event, FieldChange, Progress, Submitted, Target, Triaged};
use haetae_proto::event::v1 as pb;
use haetae_proto::event::v1::event::Event as WireEvent;

use crate::codec::{Word as _, person_to_wire, profile_to_wire, timestamp_to_wire, version_to_wire};

pub(super) fn event(event: &Event) -> WireEvent {
    match event {
        Event::Submitted(s) => WireEvent::ReviewSubmitted(submitted(s)),
        Event::DiagnosisStarted => WireEvent::ReviewDiagnosisStarted(pb::ReviewDiagnosisStarted {}),
        Event::Amended(a) => WireEvent::ReviewAmended(amended(a)),
        Event::Withdrawn { reason } => WireEvent::ReviewWithdrawn(pb::ReviewWithdrawn { reason: reason.clone() }),
        Event::InfoRequested { question } => {
            WireEvent::ReviewInfoRequested(pb::ReviewInfoRequested { question: question.clone() })
        }
        Event::QuestionRetracted { reason, status } => {
            let (reason, status) = (reason.clone(), status.to_wire());
            WireEvent::ReviewQuestionRetracted(pb::ReviewQuestionRetracted { reason, status })
        }
        Event::InfoProvided { answer, status } => {
            WireEvent::ReviewInfoProvided(pb::ReviewInfoProvided { answer: answer.clone(), status: status.to_wire() })
        }
        Event::Triaged(t) => WireEvent::ReviewTriaged(triaged(t)),
        Event::Assigned { assignee, claimed, reason } => WireEvent::ReviewAssigned(pb::ReviewAssigned {
            assignee: Some(person_to_wire(assignee)),
            claimed: *claimed,
            reason: reason.clone(),
        }),
        Event::Released { reason } => WireEvent::ReviewReleased(pb::ReviewReleased { reason: reason.clone() }),
        Event::Decided(d) => WireEvent::ReviewDecided(decided(d)),
        Event::Reopened { reason, status } => {
            WireEvent::ReviewReopened(pb::ReviewReopened { reason: reason.clone(), status: status.to_wire() })
        }
        Event::Commented { text, visibility } => {
            WireEvent::ReviewCommented(pb::ReviewCommented { text: text.clone(), visibility: visibility.to_wire() })
        }
        Event::TargetSet(t) => WireEvent::ReviewTargetSet(target(t)),
        Event::TargetBreached { due_at, policy } => WireEvent::ReviewTargetBreached(pb::ReviewTargetBreached {
            due_at: Some(timestamp_to_wire(*due_at)),
            policy: Some(version_to_wire(policy)),
        }),
        Event::DecisionStaled { moved } => {
            let moved = moved.iter().map(|m| pb::MovedGround { what: m.what.clone(), sequence: m.sequence });
            WireEvent::ReviewDecisionStaled(pb::ReviewDecisionStaled { moved: moved.collect() })
        }
        Event::Progressed(p) => WireEvent::ReviewProgressed(progressed(p)),
    }
}

fn submitted(s: &Submitted) -> pb::ReviewSubmitted {
    pb::ReviewSubmitted {
        title: s.title.clone(),
        description: s.description.clone(),
        requester: Some(person_to_wire(&s.requester)),
        team: s.team.clone(),
        profile: Some(profile_to_wire(&s.profile)),
    }
}

fn amended(a: &Amended) -> pb::ReviewAmended {
    let change =
        |c: &FieldChange| pb::FieldChange { field: c.field.clone(), before: c.before.clone(), after: c.after.clone() };
    pb::ReviewAmended {
        title: a.title.clone(),
        description: a.description.clone(),
        profile: Some(profile_to_wire(&a.profile)),
        changes: a.changes.iter().map(change).collect(),
        material: a.material,
    }
}

fn triaged(t: &Triaged) -> pb::ReviewTriaged {
    pb::ReviewTriaged {
        outcome: t.outcome.to_wire(),
        reason: t.reason.clone(),
        duplicate_of: t.duplicate_of.clone().unwrap_or_default(),
        automatic: t.automatic,
    }
}

fn decided(d: &Decided) -> pb::ReviewDecided {
    pb::ReviewDecided {
        outcome: d.outcome.to_wire(),
        reason: d.reason.clone(),
        conditions: d.conditions.clone(),
        basis: Some(basis(&d.basis)),
    }
}

fn basis(b: &Basis) -> pb::DecisionBasis {
    pb::DecisionBasis {
        review_sequence: b.review,
        assessment_sequence: b.assessment,
        diagnosis_sequence: b.diagnosis,
        policy: Some(version_to_wire(&b.policy)),
        catalogs: b.catalogs.iter().map(version_to_wire).collect(),
        level: b.level.to_wire(),
        round: b.round,
        open_findings: b.open_findings,
        accepted_findings: b.accepted_findings,
        evidence_sha256: b.evidence.iter().map(|hash| hash.to_vec().into()).collect(),
    }
}

fn target(t: &Target) -> pb::ReviewTargetSet {
    let unknown_year = match t.due {
        Due::At(_) => 0,
        Due::UnknownYear(year) => year.into(),
    };
    pb::ReviewTargetSet {
        due_at: t.due.at().map(timestamp_to_wire),
        unknown_year,
        target_days: t.target_days.into(),
        paused_days: t.paused_days,
        policy: Some(version_to_wire(&t.policy)),
        calendar: t.calendar.clone(),
        cause: t.cause.to_wire(),
    }
}

fn progressed(p: &Progress) -> pb::ReviewProgressed {
    pb::ReviewProgressed {
        status: p.status.to_wire(),
        round: p.standing.round,
        concluded: p.standing.concluded,
        open_findings: p.standing.open_findings,
        accepted_findings: p.standing.accepted_findings,
        cause: p.cause.clone(),
    }
}
