//! Repeats the reactions to other aggregates: a review's reaction to its assessment and its diagnosis, and the
//! residual of a score after a concluded round.
//!
//! A service answers with the other aggregate's state at that time, which may be later than the commit it answers.
//! Therefore every state since that commit is tried, until one produces the recorded events.

use std::{collections::BTreeMap, convert::Infallible, sync::LazyLock};

use haetae_domain::{
    calendar::{Calendar, day_in_seoul, end_in_seoul},
    evidence::CLOCKS_DIFFER,
    ids::Meta,
    residual::residual as left_of,
    review::{self, Due, Event as R, Target},
    risk,
    vocabulary::TargetCause,
};
use haetae_event_log::{
    Category,
    codec::{Reviews, Risks},
};

use super::{
    binding::{Bindings, Place},
    documents::Documents,
    judgement::{Judgement, decided, refused},
};
use crate::what::{Refusal, Unlawful};

/// Business days without holidays: the table of holidays is not in the log.
static WEEKDAYS: LazyLock<Calendar> =
    LazyLock::new(|| Calendar { version: String::new(), years: (1970..=9998).collect(), holidays: BTreeMap::new() });

/// The calendar for a target whose holidays are not known.
pub(super) fn weekdays() -> &'static Calendar {
    &WEEKDAYS
}

/// Checks the reaction of a review to its assessment or its diagnosis.
pub(super) fn review(
    state: &review::State,
    events: &[R],
    meta: &Meta,
    place: Place<'_>,
    bindings: &Bindings,
) -> Judgement {
    let tried = answers(state, place, bindings).map(|derived| compared(state, derived, events, meta));
    first_allowed(tried).unwrap_or_else(|| refused(Unlawful::AnswersNothing))
}

/// The first judgement that produces the recorded events; if there is none, the reason of the last one.
fn first_allowed(tried: impl Iterator<Item = Judgement>) -> Option<Judgement> {
    let mut last = None;
    for judgement in tried {
        let allowed = matches!(judgement, Judgement::Allowed);
        last = Some(judgement);
        if allowed {
            break;
        }
    }
    last
}

type Derived = Result<Vec<R>, review::Rejection>;

/// The events derived from each state of the answered aggregate since the commit that is answered.
fn answers<'a>(
    state: &'a review::State,
    place: Place<'a>,
    bindings: &'a Bindings,
) -> Box<dyn Iterator<Item = Derived> + 'a> {
    match bindings.answered(place) {
        Some(Category::Risk) => Box::new(
            bindings.assessment_news(place).map(move |news| review::follow_assessment(state, &news, weekdays())),
        ),
        Some(Category::Diagnosis) => {
            Box::new(bindings.diagnosis_news(place).map(move |news| review::follow_diagnosis(state, &news)))
        }
        Some(Category::Review | Category::Policy | Category::Catalog | Category::Foreign) | None => {
            Box::new(std::iter::empty())
        }
    }
}

/// Compares derived and recorded events, except for what the log alone does not determine: the holidays that a target
/// date skips.
pub(super) fn compared<E: Into<Refusal>>(
    state: &review::State,
    derived: Result<Vec<R>, E>,
    events: &[R],
    meta: &Meta,
) -> Judgement {
    let judgement = decided::<Reviews>(derived.map(|derived| as_then(derived, events)), events);
    if !matches!(judgement, Judgement::Allowed) {
        return judgement;
    }
    let impossible = events.iter().filter_map(R::target).find_map(|target| impossible(state, target, meta));
    impossible.map_or(judgement, refused)
}

/// The derived events, with recorded values where these depend on more than the log, or did not exist when the commit
/// was written.
fn as_then(mut derived: Vec<R>, events: &[R]) -> Vec<R> {
    for (derived, recorded) in derived.iter_mut().zip(events) {
        match derived {
            R::TargetSet(derived) => {
                if let Some(recorded) = recorded.target() {
                    (derived.due, derived.paused_days) = (recorded.due, recorded.paused_days);
                    derived.calendar.clone_from(&recorded.calendar);
                }
            }
            // The first waivers had no reason.
            R::Triaged(derived) => {
                if recorded.triage().is_some_and(|recorded| recorded.automatic && recorded.reason.is_empty()) {
                    derived.reason.clear();
                }
            }
            R::Submitted(_)
            | R::DiagnosisStarted
            | R::Amended(_)
            | R::Withdrawn { .. }
            | R::InfoRequested { .. }
            | R::InfoProvided { .. }
            | R::QuestionRetracted { .. }
            | R::Assigned { .. }
            | R::Released { .. }
            | R::Decided(_)
            | R::Reopened { .. }
            | R::Commented { .. }
            | R::TargetBreached { .. }
            | R::DecisionStaled { .. }
            | R::Progressed(_) => {}
        }
    }
    derived
}

/// Why no table of holidays can produce a target date: holidays make it later, and the wait for the requester
/// shorter.
fn impossible(state: &review::State, target: &Target, meta: &Meta) -> Option<Unlawful> {
    let (Due::At(due_at), Ok(review)) = (target.due, state.review()) else { return None };
    let from = match target.cause {
        TargetCause::Reopened => meta.at,
        TargetCause::Assessed | TargetCause::Resumed => review.counted_from,
    };
    let days = u32::from(target.target_days).checked_add(target.paused_days)?;
    // Counts weekdays only, so that a wrong number of days cannot take long.
    let earliest = from.saturating_sub(CLOCKS_DIFFER).ok()?;
    let earliest = weekdays().end_of_business_day(earliest, days.min(100_000)).ok()?;
    let day = day_in_seoul(due_at);
    if end_in_seoul(day) != due_at || !weekdays().is_business_day(day).unwrap_or(true) {
        return Some(Unlawful::DueNoWeekday { due_at });
    }
    (due_at < earliest).then_some(Unlawful::DueEarly { due_at, earliest, days })
}

/// Checks the residual of a score after a concluded round: it has to follow from the conclusion that is answered.
pub(super) fn residual(
    state: &risk::State,
    events: &[risk::Event],
    place: Place<'_>,
    bindings: &Bindings,
    documents: &Documents,
) -> Judgement {
    let Some(concluded) = bindings.concluded(place) else {
        return refused(Unlawful::RoundUnknown);
    };
    let tried = bindings.policies(place).filter_map(|name| {
        let policy = documents.named_policy(name)?;
        let (rule, cut_offs) = (policy.residual.unwrap_or_default(), &policy.cut_offs);
        let left = |inherent| left_of(name.clone(), rule, cut_offs, inherent, concluded);
        Some(decided::<Risks>(Ok::<_, Infallible>(risk::assess_residual(state, left)), events))
    });
    first_allowed(tried).unwrap_or_else(|| refused(Unlawful::AssessmentUnknown))
}
