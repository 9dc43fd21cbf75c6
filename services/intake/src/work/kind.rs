//! What a caller can do next about a review.

use haetae_domain::{review::Review, vocabulary::Status};
use haetae_proto::intake::v1::WorkKind;
use haetae_service_kit::auth::{Principal, Role};

/// The first thing there is to do for this caller, if any.
pub(super) fn kind(caller: &Principal, review: &Review) -> Option<WorkKind> {
    let has = |role| caller.roles.has_any(&[role]);
    let own = review.request.requester.subject == caller.subject;
    let team = caller.team.as_ref() == Some(&review.request.team);
    let for_requester = (has(Role::Requester) && team).then(|| requested(review)).flatten();
    let for_reviewer = (has(Role::Reviewer) && !own).then(|| reviewed(review, &caller.subject)).flatten();
    let for_approver = (has(Role::Approver) && !own).then(|| approved(review)).flatten();
    for_requester.or(for_reviewer).or(for_approver)
}

fn requested(review: &Review) -> Option<WorkKind> {
    match review.status {
        Status::NeedsInfo => Some(WorkKind::ProvideInfo),
        Status::AwaitingRemediation => Some(WorkKind::Remediate),
        Status::Received | Status::InDiagnosis | Status::AwaitingDecision | Status::Withdrawn => None,
        Status::Approved | Status::ApprovedWithConditions | Status::Rejected | Status::Waived => stale(review),
    }
}

fn reviewed(review: &Review, subject: &str) -> Option<WorkKind> {
    let free = review.assignee.is_none();
    let mine = review.assignee.as_ref().is_some_and(|assignee| assignee.subject == subject);
    match review.status {
        Status::Received if free || mine => Some(WorkKind::Triage),
        Status::InDiagnosis if mine => Some(WorkKind::Diagnose),
        Status::InDiagnosis if free => Some(WorkKind::Claim),
        Status::Received
        | Status::NeedsInfo
        | Status::InDiagnosis
        | Status::AwaitingRemediation
        | Status::AwaitingDecision
        | Status::Approved
        | Status::ApprovedWithConditions
        | Status::Rejected
        | Status::Waived
        | Status::Withdrawn => None,
    }
}

fn approved(review: &Review) -> Option<WorkKind> {
    if review.status == Status::AwaitingDecision { Some(WorkKind::Decide) } else { stale(review) }
}

fn stale(review: &Review) -> Option<WorkKind> {
    let moved = review.decision.as_ref().is_some_and(|decision| !decision.moved.is_empty());
    moved.then_some(WorkKind::Reopen)
}
