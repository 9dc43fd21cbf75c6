//! The final decision, and reopening a closed review.

use jiff::Timestamp;

use super::Command;
use super::target::reopened;
use super::transitions::permit;
use super::{Decided, Event, Rejection, State};
use crate::calendar::Calendar;
use crate::ids::Person;
use crate::vocabulary::{DecisionOutcome, Level};

/// Subjects of the people who judged a checkpoint of the review.
pub type Judges = std::collections::BTreeSet<String>;

/// Decides on the given basis.
///
/// # Errors
/// When the status does not allow it; when the caller is a program, requested the review, or judged one of a high
/// level; when it would be approved with findings open; when conditions are missing or superfluous.
pub fn decide(state: &State, by: &Person, decided: Decided, judges: &Judges) -> Result<Vec<Event>, Rejection> {
    let review = state.review()?;
    permit(Command::Decide, review.status)?;
    if review.request.requester.subject == by.subject {
        return Err(Rejection::OwnReview);
    }
    if by.is_service() {
        return Err(Rejection::Service);
    }
    if decided.basis.level >= Level::High && judges.contains(&by.subject) {
        return Err(Rejection::OwnJudgement);
    }
    let open = decided.basis.open_findings.max(review.standing.open_findings);
    if decided.outcome != DecisionOutcome::Rejected && open > 0 {
        return Err(Rejection::FindingsOpen { open });
    }
    if !decided.outcome.takes(&decided.conditions) {
        return Err(Rejection::Conditions);
    }
    Ok(vec![Event::Decided(Box::new(decided))])
}

impl DecisionOutcome {
    /// Whether a decision with this outcome has these conditions: an approval with conditions has some, and no other has any.
    pub fn takes(self, conditions: &[String]) -> bool {
        (self == Self::ApprovedWithConditions) != conditions.is_empty()
    }
}

/// Reopens a closed review, where its diagnosis stands. Its time is counted from the start again.
///
/// # Errors
/// When it is open or withdrawn.
pub fn reopen(state: &State, reason: &str, now: Timestamp, calendar: &Calendar) -> Result<Vec<Event>, Rejection> {
    let review = state.review()?;
    permit(Command::Reopen, review.status)?;
    let status = review.by_standing(&review.standing);
    let opened = Event::Reopened { reason: reason.to_owned(), status };
    Ok(std::iter::once(opened).chain(reopened(review, now, calendar)).collect())
}
