//! Triage: decides whether a diagnosis is needed.

use super::Command;
use super::transitions::permit;
use super::{AssessmentNews, Event, Rejection, Review, State, Triaged};
use crate::ids::Person;
use crate::vocabulary::{Status, TriageOutcome};

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
    if !triaged.outcome.takes(triaged.duplicate_of.as_deref(), id) {
        return Err(Rejection::DuplicateOf);
    }
    Ok(vec![Event::Triaged(triaged)])
}

impl TriageOutcome {
    /// Whether a triage of the review `id` with this outcome names this other review: only a duplicate names one, and not itself.
    pub fn takes(self, duplicate_of: Option<&str>, id: &str) -> bool {
        (self == Self::Duplicate) == duplicate_of.is_some() && duplicate_of != Some(id)
    }
}

/// Why a review does not cover another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uncovering {
    /// There is none.
    Absent,
    /// Its request was withdrawn, so that nothing of it is reviewed.
    Withdrawn,
    /// It was closed as a duplicate itself.
    Duplicate {
        /// The review that covers it.
        of: String,
    },
}

/// Whether a review can be the one that covers a duplicate: it is reviewed, or was reviewed or waived or rejected for what it
/// is. Which team asked for it does not matter.
///
/// # Errors
/// When it cannot.
pub fn covers(other: &State) -> Result<(), Uncovering> {
    let State::Open(review) = other else { return Err(Uncovering::Absent) };
    if review.status == Status::Withdrawn {
        return Err(Uncovering::Withdrawn);
    }
    let closing = review.triage.as_ref().filter(|triage| triage.outcome == TriageOutcome::Duplicate);
    match closing.and_then(|triage| triage.duplicate_of.clone()) {
        Some(of) => Err(Uncovering::Duplicate { of }),
        None => Ok(()),
    }
}

/// Waives the diagnosis by policy if the request as it stands has been assessed. A review that a person has taken up is left
/// alone.
pub(super) fn waive_by_policy(review: &Review, news: &AssessmentNews) -> Option<Event> {
    let untouched = permit(Command::Triage, review.status).is_ok() && !review.touched;
    let waives = news.waives && news.profile == review.request.profile;
    (waives && untouched).then(|| {
        let AssessmentNews { policy, level, .. } = news;
        let reason = format!("{} v{}: {level}", policy.id, policy.version);
        Event::Triaged(Triaged { outcome: TriageOutcome::Waive, reason, duplicate_of: None, automatic: true })
    })
}
