use super::*;
use crate::review::Command;
use crate::review::transitions::{TRANSITIONS, allowed, transition};

/// A review in each status, reached as in life.
fn standing_at(status: Status) -> State {
    let decision = |outcome| vec![Event::DiagnosisStarted, concluded(0), Event::Decided(Box::new(decided(outcome)))];
    let events = match status {
        Status::Received => vec![],
        Status::NeedsInfo => vec![Event::InfoRequested { question: "q".into() }],
        Status::InDiagnosis => vec![Event::DiagnosisStarted],
        Status::AwaitingRemediation => vec![Event::DiagnosisStarted, concluded(2)],
        Status::AwaitingDecision => vec![Event::DiagnosisStarted, concluded(0)],
        Status::Approved => decision(DecisionOutcome::Approved),
        Status::ApprovedWithConditions => decision(DecisionOutcome::ApprovedWithConditions),
        Status::Rejected => decision(DecisionOutcome::Rejected),
        Status::Waived => vec![Event::Triaged(triaged(TriageOutcome::Waive))],
        Status::Withdrawn => vec![Event::Withdrawn { reason: "r".into() }],
    };
    let state = given(&events);
    assert_eq!(super::status(&state), status);
    state
}

/// The command in every way it can be given.
fn given_as(command: Command, state: &State) -> Vec<Result<Vec<Event>, Rejection>> {
    let (lee, now) = (person("lee"), noon("2026-03-23"));
    match command {
        Command::Amend => {
            let mut profile = harmless();
            profile.exposure = crate::vocabulary::Exposure::Internet;
            let material = Amendment { profile: Some(profile), ..Amendment::default() };
            let typo = Amendment { title: Some("u".into()), ..Amendment::default() };
            vec![change(state, &material), change(state, &typo)]
        }
        Command::Withdraw => vec![withdraw(state, "r")],
        Command::RequestInfo => vec![request_info(state, "q")],
        Command::ProvideInfo => vec![provide_info(state, "a", now, &calendar())],
        Command::RetractQuestion => vec![retract_question(state, "r", now, &calendar())],
        Command::Triage => {
            TriageOutcome::ALL.iter().map(|outcome| triage(state, ID, &lee, triaged(*outcome))).collect()
        }
        Command::Claim => vec![claim(state, &lee)],
        Command::Assign => vec![assign(state, &lee, "")],
        Command::Release => vec![release(state, &lee, "r")],
        Command::Decide => {
            let decide = |outcome: &DecisionOutcome| decide(state, &lee, decided(*outcome), &BTreeSet::new());
            DecisionOutcome::ALL.iter().map(decide).collect()
        }
        Command::Reopen => vec![reopen(state, "r", now, &calendar())],
        Command::Comment => vec![comment(state, "c", Visibility::Shared)],
    }
}

#[test]
fn every_step_in_every_status_does_what_the_table_says() {
    for status in Status::ALL {
        for command in Command::ALL {
            let state = standing_at(*status);
            let outcomes = given_as(*command, &state);
            let refused = Err(Rejection::Illegal { command: *command, status: *status });
            let Some(rule) = transition(*command, *status) else {
                assert!(outcomes.iter().all(|outcome| *outcome == refused), "{command:?} in {status:?}: {outcomes:?}");
                continue;
            };
            assert!(outcomes.iter().any(Result::is_ok), "{command:?} in {status:?}: {outcomes:?}");
            for outcome in outcomes {
                assert_ne!(outcome, refused, "{command:?} in {status:?}");
                let Ok(events) = outcome else { continue };
                let led = super::status(&after(state.clone(), &events));
                let may = if rule.to.is_empty() { led == *status } else { rule.to.contains(&led) };
                assert!(may, "{command:?} led from {status:?} to {led:?}");
            }
        }
    }
}

#[test]
fn no_step_has_two_rules_in_one_status() {
    for command in Command::ALL {
        for status in Status::ALL {
            let rules = TRANSITIONS.iter().filter(|rule| rule.command == *command && rule.from.contains(status));
            assert!(rules.count() < 2, "{command:?} in {status:?}");
        }
    }
    assert_eq!(allowed(Status::Withdrawn), [Command::Comment]);
}

/// The tables of docs/review-transitions.md.
fn rendered() -> String {
    let names = |statuses: &[Status]| {
        let names: Vec<_> = statuses.iter().map(|status| format!("`{}`", status.as_str().to_uppercase())).collect();
        names.join(", ")
    };
    let mut doc = String::from("| step | in | leads to |\n| --- | --- | --- |\n");
    for rule in TRANSITIONS {
        let from = if rule.from == Status::ALL { "every status".into() } else { names(rule.from) };
        let to = if rule.to.is_empty() { "the same".into() } else { names(rule.to) };
        doc += &format!("| `{}` | {from} | {to} |\n", rule.command.method());
    }
    doc
}

#[test]
fn the_document_shows_this_table() {
    let doc = include_str!("../../../../../docs/review-transitions.md");
    let table = rendered();
    assert!(doc.contains(&table), "docs/review-transitions.md has to show:\n\n{table}");
}
