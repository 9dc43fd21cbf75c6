//! Triage: decides whether a diagnosis is needed.

use super::Command;
use super::transitions::permit;
use super::{AssessmentNews, Event, Rejection, Review, State, Triaged};
use crate::ids::Person;
use crate::vocabulary::TriageOutcome;

/// Decides on the outcome for a request. `id` is that of the review.
///
/// # Errors
/// When it was triaged before or is being diagnosed; when it is the caller's own; when the other review of a
/// duplicate is missing, superfluous or this one.
pub fn triage(state: &State, id: &str, by: &Person, triaged: Triaged) -> Result<Vec<Event>, Rejection> {
    let review = state.review()?;
    permit(Command::Triage, review.status)?;
    if review.request.requester.subject == by.subject {
        return Err(Rejection::OwnReview);
    }
    let duplicate = triaged.outcome == TriageOutcome::Duplicate;
    if duplicate != triaged.duplicate_of.is_some() || triaged.duplicate_of.as_deref() == Some(id) {
        return Err(Rejection::DuplicateOf);
    }
    Ok(vec![Event::Triaged(triaged)])
}

/// Waives the diagnosis by policy if the current request has been assessed. A review that a person has worked on is
/// left unchanged.
pub(super) fn waive_by_policy(review: &Review, news: &AssessmentNews) -> Option<Event> {
    let untouched = permit(Command::Triage, review.status).is_ok() && !review.touched;
    let waives = news.waives && news.profile == review.request.profile;
    (waives && untouched).then(|| {
        let AssessmentNews { policy, level, .. } = news;
        let reason = format!("{} v{}: {level}", policy.id, policy.version);
        Event::Triaged(Triaged { outcome: TriageOutcome::Waive, reason, duplicate_of: None, automatic: true })
    })
}
