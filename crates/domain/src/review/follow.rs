//! Decisions that follow the assessment and the diagnosis, made by intake's reactors.
//!
//! The news is the current state of the other aggregate, not the content of one commit. In whatever order commits are
//! answered, the review therefore ends in agreement with the other aggregate.

use super::target::assessed;
use super::triage::waive_by_policy;
use super::{AssessmentNews, DiagnosisNews, Event, Moved, Progress, Rejection, Review, State};
use crate::basis::{BasisChange, basis_change};
use crate::calendar::Calendar;
use crate::diagnosis::Standing;
use crate::vocabulary::Status;

/// Follows the assessment: sets the target date, may waive the diagnosis, and marks a decision on another assessment
/// as stale.
///
/// # Errors
/// When the review does not exist.
pub fn follow_assessment(state: &State, news: &AssessmentNews, calendar: &Calendar) -> Result<Vec<Event>, Rejection> {
    let review = state.review()?;
    let waiver = waive_by_policy(review, news);
    // Also for a waived review, because a reviewer may reopen it.
    let target = assessed(review, news, calendar);
    let stale = stale(review, news.sequence, |basis| basis.assessment, &[basis_change!(RiskAssessed)]);
    Ok(target.into_iter().chain(waiver).chain(stale).collect())
}

/// Follows the diagnosis: sets the review's next status, unless it waits for the requester or is closed.
///
/// # Errors
/// When the review does not exist.
pub fn follow_diagnosis(state: &State, news: &DiagnosisNews) -> Result<Vec<Event>, Rejection> {
    let review = state.review()?;
    let started = (news.judged && !review.judged).then_some(Event::DiagnosisStarted);
    let stale = stale(review, news.sequence, |basis| basis.diagnosis, &news.unsettling);
    Ok(started.into_iter().chain(progress(review, news)).chain(stale).collect())
}

/// Follows the first verdicts of the diagnosis; later verdicts change nothing here.
///
/// # Errors
/// When the review does not exist.
pub fn start_diagnosis(state: &State) -> Result<Vec<Event>, Rejection> {
    let judged = state.review()?.judged;
    Ok(if judged { vec![] } else { vec![Event::DiagnosisStarted] })
}

fn progress(review: &Review, news: &DiagnosisNews) -> Option<Event> {
    let (old, new) = (review.standing, news.standing);
    // Open findings do not count before the round is concluded.
    let counts =
        |standing: Standing| standing.concluded.then_some((standing.open_findings, standing.accepted_findings));
    let first = old.round == 0 && !new.concluded;
    if first || (old.round, counts(old)) == (new.round, counts(new)) {
        return None;
    }
    let follows = review.is_open() && review.status != Status::NeedsInfo;
    let status = if follows { review.by_standing(&new) } else { review.status };
    Some(Event::Progressed(Progress { status, standing: new, cause: news.cause.clone() }))
}

/// Each change is recorded once.
fn stale(review: &Review, sequence: u64, seen: fn(&super::Basis) -> u64, changes: &[BasisChange]) -> Option<Event> {
    let decision = review.decision.as_ref()?;
    let later = sequence > seen(&decision.decided.basis);
    let is_known = |change: &&BasisChange| decision.moved.iter().any(|moved| moved.what == change.event());
    let news = changes.iter().filter(|change| later && !is_known(change));
    let moved: Vec<_> = news.map(|change| Moved { what: change.event().to_owned(), sequence }).collect();
    (!moved.is_empty()).then_some(Event::DecisionStaled { moved })
}
