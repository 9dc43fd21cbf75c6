//! Target dates: business days from the request on, except those spent waiting for the requester.

use jiff::Timestamp;

use super::{AssessmentNews, Due, Event, Review, State, Target, Wait};
use crate::calendar::{Calendar, MissingYear};
use crate::document::DocumentVersion;
use crate::vocabulary::{Status, TargetCause};

/// The target that a policy sets.
struct TargetTerms<'a> {
    policy: &'a DocumentVersion,
    target_days: u16,
}

/// The target after an assessment, if it differs from the current one. A breached target stays breached.
pub(super) fn assessed(review: &Review, news: &AssessmentNews, calendar: &Calendar) -> Option<Event> {
    let terms = TargetTerms { policy: &news.policy, target_days: news.target_days };
    let known = review.target.as_ref();
    if !review.is_open() || known.is_some_and(|t| t.policy == *terms.policy && t.target_days == terms.target_days) {
        return None;
    }
    Some(set(review.counted_from, &review.waits, &terms, TargetCause::Assessed, calendar))
}

/// The target after an answer.
pub(super) fn resumed(review: &Review, now: Timestamp, calendar: &Calendar) -> Option<Event> {
    let (target, question) = (review.target.as_ref()?, review.question.as_ref()?);
    let mut waits = review.waits.clone();
    waits.push(Wait { asked_at: question.meta.at, answered_at: now });
    let terms = TargetTerms { policy: &target.policy, target_days: target.target_days };
    // Also when the date is the same: it may have passed during the wait, and counts from now on.
    Some(set(review.counted_from, &waits, &terms, TargetCause::Resumed, calendar))
}

/// The target of a review taken up again.
pub(super) fn reopened(review: &Review, now: Timestamp, calendar: &Calendar) -> Option<Event> {
    let target = review.target.as_ref()?;
    let terms = TargetTerms { policy: &target.policy, target_days: target.target_days };
    Some(set(now, &[], &terms, TargetCause::Reopened, calendar))
}

fn set(from: Timestamp, waits: &[Wait], terms: &TargetTerms<'_>, cause: TargetCause, calendar: &Calendar) -> Event {
    let (due, paused_days) = match due(from, waits, terms.target_days, calendar) {
        Ok((at, paused_days)) => (Due::At(at), paused_days),
        Err(MissingYear(year)) => (Due::UnknownYear(year), 0),
    };
    let (policy, target_days) = (terms.policy.clone(), terms.target_days);
    Event::TargetSet(Target { due, target_days, paused_days, policy, calendar: calendar.version.clone(), cause })
}

fn due(from: Timestamp, waits: &[Wait], days: u16, calendar: &Calendar) -> Result<(Timestamp, u32), MissingYear> {
    let mut paused = 0;
    for wait in waits {
        paused += calendar.business_days(wait.asked_at, wait.answered_at)?;
    }
    Ok((calendar.end_of_business_day(from, u32::from(days) + paused)?, paused))
}

/// The events due by `now`: the breach of the target date, once, and never while the requester has to answer.
pub fn breach(state: &State, now: Timestamp) -> Vec<Event> {
    let State::Open(review) = state else { return vec![] };
    let Some((due_at, target)) = review.target.as_ref().and_then(|target| Some((target.due.at()?, target))) else {
        return vec![];
    };
    let waiting = review.status == Status::NeedsInfo;
    if !review.is_open() || waiting || now < due_at || review.is_overdue() {
        return vec![];
    }
    vec![Event::TargetBreached { due_at, policy: target.policy.clone() }]
}
