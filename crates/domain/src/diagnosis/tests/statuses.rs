//! What can be done with a finding where it stands, as docs/review-transitions.md shows it.

use super::*;
use crate::finding::Finding;

/// A finding in each of its statuses.
fn standings() -> Vec<(&'static str, State)> {
    let with = |state: State, change: fn(&mut Finding)| {
        let State::Open(mut diagnosis) = state else { panic!("no diagnosis") };
        change(&mut diagnosis.findings[0]);
        State::Open(diagnosis)
    };
    let fix = |finding: &mut Finding| {
        finding.fix.clone_from(&diagnosis(&claimed()).findings[0].fix);
        finding.status = FindingStatus::FixClaimed;
    };
    vec![
        ("`OPEN`", failed()),
        ("`OPEN`, acceptance requested", requested(Level::High, 30)),
        ("`FIX_CLAIMED`", claimed()),
        ("`FIX_CLAIMED`, acceptance requested", with(requested(Level::High, 30), fix)),
        ("`FIX_CLAIMED`, accepted", with(accepted(30), fix)),
        ("`ACCEPTED`", accepted(30)),
        ("`CLOSED`", with(failed(), |finding| finding.status = FindingStatus::Closed)),
        ("`VOID`", with(failed(), |finding| finding.status = FindingStatus::Void)),
    ]
}

/// F15: the page shows which steps each status of a finding allows, and which verdicts on its checkpoint.
#[test]
fn the_page_shows_what_each_status_of_a_finding_allows() {
    let mut table = String::from("| finding | steps | verdicts on its checkpoint |\n| --- | --- | --- |\n");
    for (name, state) in standings() {
        let finding = &diagnosis(&state).findings[0];
        let status = format!("`{}`", finding.status.as_str().to_uppercase());
        assert!(name.starts_with(&status), "{name} is {status}");
        let steps: Vec<_> = finding.allowed().iter().map(|step| format!("`{}`", step.name())).collect();
        let steps = if steps.is_empty() { "none".to_owned() } else { steps.join(", ") };
        assert!(record_verdicts(&state, &by("lee"), vec![fail("1")]).is_ok(), "{name}: another Fail");
        let verdicts = match record_verdicts(&state, &by("lee"), vec![pass("1")]) {
            Ok(_) => "any",
            Err(Rejection::FindingStands { .. }) => "`FAIL` only",
            Err(other) => panic!("{name}: {other:?}"),
        };
        table += &format!("| {name} | {steps} | {verdicts} |\n");
    }
    let doc = include_str!("../../../../../docs/review-transitions.md");
    assert!(doc.contains(&table), "docs/review-transitions.md has to show:\n\n{table}");
}
