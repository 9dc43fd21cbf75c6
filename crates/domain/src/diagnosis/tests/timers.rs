//! What happens by itself.

use super::*;
use crate::vocabulary::FindingStatus;

/// What happens on a day, and the state afterwards.
fn rung(state: State, days: i64) -> (State, Vec<String>) {
    let clock = on_day(days, "service:checkpoint");
    let events = ring(&state, clock.at);
    let names = events.iter().map(|event| {
        let Event::Finding { event, .. } = event else { panic!("{event:?} happened by itself") };
        if let finding::Event::AcceptanceEnding { days, .. } = event {
            return format!("ending in {days}");
        }
        if matches!(event, finding::Event::AcceptanceRequestLapsed { .. }) {
            return "lapsed".into();
        }
        if matches!(event, finding::Event::AcceptanceEnded { .. }) { "ended".into() } else { "overdue".into() }
    });
    let names = names.collect();
    (after_by(state, &events, &clock), names)
}

#[test]
fn an_acceptance_is_announced_three_times_and_ends_once() {
    let mut state = accepted(100);
    let mut seen = vec![];
    while let Some(due) = diagnosis(&state).next_due().filter(|due| *due <= day(400)) {
        let days = due.duration_since(day(0)).as_hours() / 24;
        assert_eq!(rung(state.clone(), days - 1).1, Vec::<String>::new(), "not before its time");
        let (next, names) = rung(state, days);
        assert_eq!(rung(next.clone(), days).1, Vec::<String>::new(), "not twice");
        seen.push((days, names));
        state = next;
    }
    let expected = [(70, vec!["ending in 30"]), (93, vec!["ending in 7"]), (99, vec!["ending in 1"])];
    let mut expected: Vec<(i64, Vec<String>)> =
        expected.into_iter().map(|(day, names)| (day, names.into_iter().map(str::to_owned).collect())).collect();
    expected.push((100, vec!["ended".into(), "overdue".into()]));
    assert_eq!(seen, expected);
    assert_eq!(diagnosis(&state).findings[0].status, FindingStatus::Open);
}

#[test]
fn what_was_missed_is_made_up_for_without_repeating_what_is_past() {
    assert_eq!(rung(accepted(100), 95).1, ["ending in 7"], "the warning of 30 days says nothing any more");
    assert_eq!(rung(accepted(100), 150).1, ["ended", "overdue"]);
    assert_eq!(diagnosis(&accepted(5)).next_due(), Some(day(4)), "a short one is announced as it can be");
    let (state, _) = rung(accepted(5), 5);
    assert_eq!(rung(state, 31).1, ["overdue"], "the due date did not move");
}

/// A request for acceptance that approvers have not decided by the end it asks for lapses once: then it is neither approved
/// nor declined, and the finding keeps saying that the request lapsed until there is another, or a fix is verified.
#[test]
fn a_request_lapses_once_and_is_not_decided_any_more() {
    let waiting = requested(Level::High, 3);
    assert_eq!(diagnosis(&waiting).next_due(), Some(day(3)));
    assert_eq!(rung(waiting.clone(), 2).1, Vec::<String>::new(), "not before its time");
    let (lapsed, names) = rung(waiting.clone(), 3);
    assert_eq!(names, ["lapsed"]);
    assert_eq!(rung(lapsed.clone(), 4).1, Vec::<String>::new(), "not twice");
    let finding = &diagnosis(&lapsed).findings[0];
    assert_eq!((finding.status, &finding.request, finding.lapsed.is_some()), (FindingStatus::Open, &None, true));
    assert_eq!(finding.allowed(), finding.allowed_at(day(4)));
    assert!(!finding.allowed().contains(&crate::finding::Step::DecideAcceptance));
    let refusal = Rejection::from(finding::Rejection::RequestLapsed { id: F1, ends_at: day(3) });
    for approve in [true, false] {
        let late = decide_acceptance(&lapsed, &on_day(4, "choi"), F1, approve, "r".into());
        assert_eq!(late, Err(refusal.clone()), "{approve}");
    }
    let again = request_acceptance(&lapsed, &on_day(4, "park"), F1, asked(day(30))).expect("allowed");
    let renewed = after_by(lapsed, &again, &on_day(4, "park"));
    let finding = &diagnosis(&renewed).findings[0];
    assert!(finding.lapsed.is_none() && finding.request.is_some(), "{finding:?}");
    assert_eq!(rung(renewed, 29).1, Vec::<String>::new(), "what is asked for now has not lapsed");

    // What happens to the finding first is never overtaken: both are written in the order in which they were due.
    assert_eq!(rung(requested(Level::High, 40), 50).1, ["overdue", "lapsed"]);
    let claim = claim_fix(&waiting, &on_day(5, "park"), F1, "d".into(), no_files()).expect("allowed");
    assert!(
        matches!(claim[..], [_, Event::Finding { event: finding::Event::AcceptanceRequestLapsed { .. }, .. }]),
        "a step that comes before the timer tells the lapse, too: {claim:?}"
    );
}

#[test]
fn a_finding_is_overdue_unless_its_fix_was_claimed() {
    assert_eq!(rung(failed(), 30).1, Vec::<String>::new(), "the last day is whole");
    assert_eq!(rung(failed(), 31).1, ["overdue"]);
    assert_eq!(rung(claimed(), 99).1, Vec::<String>::new());
    let rejected = then(claimed(), &by("lee"), |s| reject_fix(s, &by("lee"), F1, "r".into()));
    assert_eq!(rung(rejected, 99).1, ["overdue"]);
    assert_eq!(ring(&State::New, day(0)), vec![]);
}

#[test]
fn a_finding_that_is_open_again_after_its_due_date_is_overdue_at_once() {
    let overdue =
        |events: Vec<Event>| matches!(events[..], [_, Event::Finding { event: finding::Event::Overdue { .. }, .. }]);
    let rejected = reject_fix(&claimed(), &on_day(31, "lee"), F1, "r".into()).expect("allowed");
    assert!(overdue(rejected), "the time of the due date passed unnoticed under the claim");
    let revoked = revoke_acceptance(&accepted(100), &on_day(31, "choi"), F1, "r".into()).expect("allowed");
    assert!(overdue(revoked));
    assert_eq!(reject_fix(&claimed(), &on_day(29, "lee"), F1, "r".into()).expect("allowed").len(), 1);
}
