//! Claiming, assigning and releasing a review.

use super::Command;
use super::transitions::permit;
use super::{Event, Rejection, State};
use crate::ids::Person;

/// Claims the review. If several people try, only one succeeds; a second claim by the same person changes nothing.
///
/// # Errors
/// When it is closed, the caller's own, or assigned to another person.
pub fn claim(state: &State, by: &Person) -> Result<Vec<Event>, Rejection> {
    let review = state.review()?;
    permit(Command::Claim, review.status)?;
    if review.request.requester.subject == by.subject {
        return Err(Rejection::OwnReview);
    }
    match &review.assignee {
        None => Ok(vec![Event::Assigned { assignee: by.clone(), claimed: true, reason: String::new() }]),
        Some(assignee) if assignee.subject == by.subject => Ok(vec![]),
        Some(assignee) => Err(Rejection::AlreadyAssigned { to: assignee.clone() }),
    }
}

/// Assigns the review to a person, even if another person has it.
///
/// # Errors
/// When it is closed, or when it is the assignee's own.
pub fn assign(state: &State, assignee: &Person, reason: &str) -> Result<Vec<Event>, Rejection> {
    let review = state.review()?;
    permit(Command::Assign, review.status)?;
    if review.request.requester.subject == assignee.subject {
        return Err(Rejection::OwnReview);
    }
    match &review.assignee {
        Some(present) if present.subject == assignee.subject => Ok(vec![]),
        Some(_) | None => {
            let (assignee, reason) = (assignee.clone(), reason.to_owned());
            Ok(vec![Event::Assigned { assignee, claimed: false, reason }])
        }
    }
}

/// Releases the review; without an assignee nothing changes.
///
/// # Errors
/// When it is closed, or assigned to another person.
pub fn release(state: &State, by: &Person, reason: &str) -> Result<Vec<Event>, Rejection> {
    let review = state.review()?;
    permit(Command::Release, review.status)?;
    match &review.assignee {
        None => Ok(vec![]),
        Some(assignee) if assignee.subject == by.subject => Ok(vec![Event::Released { reason: reason.to_owned() }]),
        Some(assignee) => Err(Rejection::AlreadyAssigned { to: assignee.clone() }),
    }
}
