//! Converts reviews to the contract's form.

use haetae_domain::{
    review::{self, Due, State},
    vocabulary::Status,
};
use haetae_event_log::codec::{Word as _, person_to_wire, profile_to_wire, version_to_wire};
use haetae_proto::intake::v1::{Decision, InformationRequest, Review, Target, Triage};
use haetae_service_kit::clock::timestamp;

/// The review, if one was requested under this id; counts internal comments for reviewers.
pub(crate) fn review(id: &str, state: &State, internal: bool) -> Option<Review> {
    let State::Open(review) = state else { return None };
    let hidden = if internal { review.internal_comments } else { 0 };
    Some(Review {
        review_id: id.to_owned(),
        title: review.request.title.clone(),
        description: review.request.description.clone(),
        profile: Some(profile_to_wire(&review.request.profile)),
        requester: Some(person_to_wire(&review.request.requester)),
        team: review.request.team.clone(),
        status: review.status.to_wire(),
        submitted_at: Some(timestamp(review.submitted_at)),
        assignee: review.assignee.as_ref().map(person_to_wire),
        information_request: review.question.as_ref().map(question),
        triage: review.triage.as_ref().map(triage),
        decision: review.decision.as_ref().map(decision),
        target: review.target.as_ref().map(target),
        overdue: review.is_overdue(),
        round: review.standing.round,
        open_findings: if review.status == Status::Withdrawn { 0 } else { review.standing.open_findings },
        comments: review.shared_comments + hidden,
    })
}

fn question(question: &review::Question) -> InformationRequest {
    InformationRequest {
        question: question.text.clone(),
        asked_by: Some(person_to_wire(&question.meta.by)),
        asked_at: Some(timestamp(question.meta.at)),
    }
}

fn triage(triaged: &review::Triaged) -> Triage {
    Triage {
        outcome: triaged.outcome.to_wire(),
        reason: triaged.reason.clone(),
        duplicate_of: triaged.duplicate_of.clone().unwrap_or_default(),
        automatic: triaged.automatic,
    }
}

fn decision(decision: &review::Decision) -> Decision {
    let basis = &decision.decided.basis;
    Decision {
        outcome: decision.decided.outcome.to_wire(),
        reason: decision.decided.reason.clone(),
        conditions: decision.decided.conditions.clone(),
        decided_by: Some(person_to_wire(&decision.meta.by)),
        decided_at: Some(timestamp(decision.meta.at)),
        policy: Some(version_to_wire(&basis.policy)),
        catalogs: basis.catalogs.iter().map(version_to_wire).collect(),
        level: basis.level.to_wire(),
        round: basis.round,
        accepted_findings: basis.accepted_findings,
        evidence_sha256: basis.evidence.iter().map(|hash| hash.to_vec()).collect(),
        stale: !decision.moved.is_empty(),
        moved: decision.moved.iter().map(|moved| moved.what.clone()).collect(),
    }
}

fn target(target: &review::Target) -> Target {
    let unknown_year = match target.due {
        Due::At(_) => 0,
        Due::UnknownYear(year) => year.into(),
    };
    Target {
        due_at: target.due.at().map(timestamp),
        unknown_year,
        target_days: target.target_days.into(),
        paused_days: target.paused_days,
        policy: Some(version_to_wire(&target.policy)),
        calendar: target.calendar.clone(),
        cause: target.cause.to_wire(),
    }
}
