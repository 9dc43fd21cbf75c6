use super::*;

fn assess(state: &State, version: u32, target_days: u16) -> Vec<Event> {
    let (policy, profile) = (super::version(version), harmless());
    let news = AssessmentNews { sequence: 2, policy, profile, level: Level::Low, target_days, waives: false };
    follow_assessment(state, &news, &calendar()).expect("followed")
}

#[test]
fn an_assessment_sets_it_and_the_same_terms_do_not_again() {
    let events = assess(&given(&[]), 1, 5);
    assert_eq!(events, [Event::TargetSet(target("2026-03-16", TargetCause::Assessed))]);
    let state = after(given(&[]), &events);
    assert_eq!(assess(&state, 1, 5), []);
    let Some(Event::TargetSet(later)) = assess(&state, 2, 10).pop() else { panic!("no target") };
    assert_eq!((later.due, later.policy.version), (target("2026-03-23", TargetCause::Assessed).due, 2));
    let closed = after(state, &[Event::Withdrawn { reason: "r".into() }]);
    assert_eq!(assess(&closed, 2, 10), []);
}

#[test]
fn a_year_without_holidays_is_named_and_not_guessed() {
    let events = assess(&given(&[]), 1, 2_000);
    let [Event::TargetSet(set)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(set.due, Due::UnknownYear(2027));
    let state = after(given(&[]), &events);
    assert_eq!(breach(&state, noon("2099-01-01")), []);
}

#[test]
fn a_breach_is_told_once_after_the_day_and_never_while_the_requester_has_to_answer() {
    let state = given(&[Event::TargetSet(target("2026-03-16", TargetCause::Assessed))]);
    let Due::At(due_at) = target("2026-03-16", TargetCause::Assessed).due else { panic!("no date") };
    assert_eq!(breach(&state, "2026-03-16T14:59:58Z".parse().expect("a time")), []);
    let breached = vec![Event::TargetBreached { due_at, policy: version(1) }];
    assert_eq!(breach(&state, due_at), breached);
    let late = after(state.clone(), &breached);
    assert_eq!(breach(&late, noon("2026-04-01")), []);
    assert!(late.review().is_ok_and(Review::is_overdue));

    let waiting = after(state.clone(), &[Event::InfoRequested { question: "q".into() }]);
    assert_eq!(breach(&waiting, noon("2026-04-01")), []);
    let withdrawn = after(state, &[Event::Withdrawn { reason: "r".into() }]);
    assert_eq!(breach(&withdrawn, noon("2026-04-01")), []);
    assert_eq!(breach(&State::New, noon("2026-04-01")), []);
}

#[test]
fn another_policy_gives_another_date_and_leaves_the_breach_as_it_was() {
    let state = given(&[Event::TargetSet(target("2026-03-16", TargetCause::Assessed))]);
    let state = after(state.clone(), &breach(&state, noon("2026-03-17")));
    let before = state.review().expect("a review").breaches.clone();
    let state = after(state.clone(), &assess(&state, 2, 20));
    let review = state.review().expect("a review");
    assert_eq!((review.breaches.clone(), review.is_overdue()), (before, false));
    let again = after(state.clone(), &breach(&state, noon("2026-05-01")));
    assert_eq!(again.review().expect("a review").breaches.len(), 2);
}

/// What is closed keeps its target. Reopened, it counts from then on with the days it had, until it is assessed again.
#[test]
fn a_reopened_review_gets_the_days_of_the_assessment_that_follows() {
    let closed = after(given(&[Event::TargetSet(target("2026-03-16", TargetCause::Assessed))]), &[rejected()]);
    assert_eq!(assess(&closed, 1, 20), [], "amended while closed");
    let reopening = reopen(&closed, "r", noon("2026-04-01"), &calendar()).expect("reopened");
    let [Event::Reopened { .. }, Event::TargetSet(first)] = reopening.as_slice() else { panic!("{reopening:?}") };
    assert_eq!((first.target_days, first.cause), (5, TargetCause::Reopened));
    let meta = Meta { by: Person::default(), at: noon("2026-04-01") };
    let open = reopening.iter().fold(closed, |state, event| evolve(state, event, &meta));
    let [Event::TargetSet(second)] = &assess(&open, 1, 20)[..] else { panic!("no target") };
    assert_eq!((second.target_days, second.cause), (20, TargetCause::Assessed));
    assert!(second.due.at() > first.due.at(), "counted from the reopening");
}

fn rejected() -> Event {
    Event::Triaged(triaged(TriageOutcome::Reject))
}
