//! Who works on it.

use super::Command;
use super::transitions::permit;
use super::{Event, Rejection, State};
use crate::ids::Person;

/// Takes the review on. One of many gets it; the same person a second time changes nothing.
///
/// # Errors
/// When it is closed, the caller's own, or somebody else's work.
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

/// Gives the review to somebody, whoever had it before.
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

/// Gives the review back; one that nobody has stays so.
///
/// # Errors
/// When it is closed, or somebody else's work.
pub fn release(state: &State, by: &Person, reason: &str) -> Result<Vec<Event>, Rejection> {
    let review = state.review()?;
    permit(Command::Release, review.status)?;
    match &review.assignee {
        None => Ok(vec![]),
        Some(assignee) if assignee.subject == by.subject => Ok(vec![Event::Released { reason: reason.to_owned() }]),
        Some(assignee) => Err(Rejection::AlreadyAssigned { to: assignee.clone() }),
    }
}
