//! A question to the requester, and its answer or its retraction. The target date is suspended in between.

use jiff::Timestamp;

use super::Command;
use super::target::resumed;
use super::transitions::permit;
use super::{Event, Rejection, State};
use crate::calendar::Calendar;

/// Asks the requester.
///
/// # Errors
/// When it is closed, or the requester has not answered the last question yet.
pub fn request_info(state: &State, question: &str) -> Result<Vec<Event>, Rejection> {
    permit(Command::RequestInfo, state.review()?.status)?;
    Ok(vec![Event::InfoRequested { question: question.to_owned() }])
}

/// Answers; the target date moves by the number of business days spent waiting.
///
/// # Errors
/// When no question is open.
pub fn provide_info(state: &State, answer: &str, now: Timestamp, calendar: &Calendar) -> Result<Vec<Event>, Rejection> {
    let review = state.review()?;
    permit(Command::ProvideInfo, review.status)?;
    let status = review.by_standing(&review.standing);
    let provided = Event::InfoProvided { answer: answer.to_owned(), status };
    Ok(std::iter::once(provided).chain(resumed(review, now, calendar)).collect())
}

/// Takes the question back, also that of another reviewer; the target date moves by the number of business days spent
/// waiting.
///
/// # Errors
/// When no question is open.
pub fn retract_question(
    state: &State,
    reason: &str,
    now: Timestamp,
    calendar: &Calendar,
) -> Result<Vec<Event>, Rejection> {
    let review = state.review()?;
    permit(Command::RetractQuestion, review.status)?;
    let status = review.by_standing(&review.standing);
    let retracted = Event::QuestionRetracted { reason: reason.to_owned(), status };
    Ok(std::iter::once(retracted).chain(resumed(review, now, calendar)).collect())
}
