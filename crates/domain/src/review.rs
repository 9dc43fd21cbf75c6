//! A review: one request and its whole life. Written by intake; the others follow its events.

use jiff::Timestamp;

use crate::ids::{Meta, Person};
use crate::profile::Profile;
use crate::vocabulary::Status;

/// Stored for ever: add variants, never rename or reuse one (docs/adding-an-event.md).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A review was requested.
    Submitted(Submitted),
    /// The first verdict came in.
    DiagnosisStarted,
}

/// What was requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// One line.
    pub title: String,
    /// Free text.
    pub description: String,
    /// Who asked.
    pub requester: Person,
    /// The requester's team.
    pub team: String,
    /// What is to be reviewed.
    pub profile: Profile,
}

/// Where a review stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing was requested under this id.
    #[default]
    New,
    /// Requested.
    Open(Box<Review>),
}

/// A requested review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// What was requested.
    pub request: Submitted,
    /// When.
    pub submitted_at: Timestamp,
    /// Where it stands.
    pub status: Status,
}

impl Review {
    /// Whether anything can still change about it. What is closed keeps the score it was decided on.
    pub const fn is_open(&self) -> bool {
        match self.status {
            Status::Received
            | Status::NeedsInfo
            | Status::InDiagnosis
            | Status::AwaitingRemediation
            | Status::AwaitingDecision => true,
            Status::Approved
            | Status::ApprovedWithConditions
            | Status::Rejected
            | Status::Waived
            | Status::Withdrawn => false,
        }
    }
}

/// Folds one event.
pub fn evolve(state: State, event: &Event, meta: &Meta) -> State {
    match (event, state) {
        (Event::Submitted(request), State::New | State::Open(_)) => {
            let request = request.clone();
            State::Open(Box::new(Review { request, submitted_at: meta.at, status: Status::Received }))
        }
        (Event::DiagnosisStarted, State::Open(mut review)) => {
            review.status = Status::InDiagnosis;
            State::Open(review)
        }
        (Event::DiagnosisStarted, State::New) => State::New,
    }
}

/// Requests a review. The id follows from the caller's request, so an existing one is another caller's forgery or ours.
pub fn submit(state: &State, request: Submitted) -> Result<Vec<Event>, Rejection> {
    match state {
        State::New => Ok(vec![Event::Submitted(request)]),
        State::Open(_) => Err(Rejection::AlreadySubmitted),
    }
}

/// The diagnosis got its first verdicts; later ones change nothing here.
pub fn start_diagnosis(state: &State) -> Result<Vec<Event>, Rejection> {
    match state {
        State::New => Err(Rejection::NotFound),
        State::Open(review) if review.status == Status::Received => Ok(vec![Event::DiagnosisStarted]),
        State::Open(_) => Ok(vec![]),
    }
}

/// Why a command was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is a review under this id already.
    #[error("the review exists already")]
    AlreadySubmitted,
    /// There is no such review.
    #[error("there is no such review")]
    NotFound,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::tests::harmless;

    fn request() -> Submitted {
        Submitted {
            title: "t".into(),
            description: String::new(),
            requester: Person { subject: "kim".into(), name: String::new() },
            team: "pay".into(),
            profile: harmless(),
        }
    }

    fn given(events: &[Event]) -> State {
        let meta = Meta { by: request().requester, at: Timestamp::UNIX_EPOCH };
        events.iter().fold(State::New, |s, e| evolve(s, e, &meta))
    }

    #[test]
    fn a_review_is_submitted_once() {
        assert_eq!(submit(&given(&[]), request()), Ok(vec![Event::Submitted(request())]));
        assert_eq!(submit(&given(&[Event::Submitted(request())]), request()), Err(Rejection::AlreadySubmitted));
    }

    #[test]
    fn the_first_verdict_starts_the_diagnosis_and_the_second_changes_nothing() {
        let submitted = Event::Submitted(request());
        assert_eq!(start_diagnosis(&given(&[])), Err(Rejection::NotFound));
        assert_eq!(start_diagnosis(&given(std::slice::from_ref(&submitted))), Ok(vec![Event::DiagnosisStarted]));
        let state = given(&[submitted, Event::DiagnosisStarted]);
        assert_eq!(start_diagnosis(&state), Ok(vec![]));
        let State::Open(review) = state else { panic!("not open") };
        assert_eq!(review.status, Status::InDiagnosis);
    }
}
