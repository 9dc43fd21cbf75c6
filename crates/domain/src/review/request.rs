//! Submitting a request for a review, and withdrawing it.

use super::Command;
use super::transitions::permit;
use super::{Event, Rejection, State, Submitted};

/// Requests a review. The id is derived from the caller's request, so an existing review with this id is this
/// caller's own or forged by another.
///
/// # Errors
/// When it exists already.
pub fn submit(state: &State, request: Submitted) -> Result<Vec<Event>, Rejection> {
    match state {
        State::New => Ok(vec![Event::Submitted(request)]),
        State::Open(_) => Err(Rejection::AlreadySubmitted),
    }
}

/// Takes the request back.
///
/// # Errors
/// When it is closed.
pub fn withdraw(state: &State, reason: &str) -> Result<Vec<Event>, Rejection> {
    permit(Command::Withdraw, state.review()?.status)?;
    Ok(vec![Event::Withdrawn { reason: reason.to_owned() }])
}
