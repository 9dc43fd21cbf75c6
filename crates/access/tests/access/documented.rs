//! docs/access.md says what the policies say.

use haetae_access::{Access, Action, Caller, Facts, Refusal, Role, shipped};
use haetae_domain::duty::Duty;

const PAGE: &str = include_str!("../../../../docs/access.md");
const ME: &str = "kim";
const MINE: &str = "traffic";

fn caller(roles: impl IntoIterator<Item = Role>, service: bool) -> Caller<'static> {
    Caller { subject: ME, team: Some(MINE), roles: roles.into_iter().collect(), service }
}

/// What a role may: on every team's reviews, on the own team's, on none, or not even call.
fn cell(access: &Access, action: Action, role: Role) -> &'static str {
    let caller = caller([role], false);
    let on = |team| access.review(&caller, action, &Facts::of("lee", team)).is_ok();
    match access.call(&caller, action) {
        Err(_) => "–",
        Ok(()) if !access.is_about_reviews(action) || on("water") => "●",
        Ok(()) if on(MINE) => "○",
        Ok(()) => "◌",
    }
}

/// The rules that exclude a caller who has every role and did everything.
fn excluded(access: &Access, action: Action) -> String {
    let everything = Facts {
        judges: vec![ME],
        claimed_by: Some(ME),
        acceptance_requested_by: Some(ME),
        first_approver: Some(ME),
        late_judge: Some(ME),
        ..Facts::of(ME, MINE)
    };
    let asked = access.is_about_reviews(action).then(|| access.review(&caller(Role::ALL, false), action, &everything));
    let mut rules = match asked.unwrap_or(Ok(())) {
        Err(Refusal::Duties(rules)) => rules,
        Ok(()) => vec![],
        Err(other) => panic!("{other:?}"),
    };
    if access.call(&caller(Role::ALL, true), action) == Err(Refusal::NoPerson) {
        rules.push("only-people-approve".to_owned());
    }
    let teamless = Caller { team: None, ..caller(Role::ALL, false) };
    if access.call(&teamless, action) == Err(Refusal::NoTeam) {
        rules.push("submitting-needs-a-team".to_owned());
    }
    rules.iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>().join(", ")
}

fn table(access: &Access, about_reviews: bool) -> String {
    let korean = |role: &Role| haetae_proto::words::role(role.name()).expect("a role of the contract").ko;
    let roles: Vec<_> = Role::ALL.iter().map(|role| format!("{}<br>{}", role.name(), korean(role))).collect();
    let mut lines = vec![
        format!("| call | {} | not |", roles.join(" | ")),
        format!("| --- |{} --- |", " :-: |".repeat(Role::ALL.len())),
    ];
    let mut calls: Vec<_> = access.actions().map(|name| (name, access.action(name).expect("an action"))).collect();
    calls.sort_by_key(|(name, _)| *name);
    for (name, action) in calls {
        if access.is_about_reviews(action) == about_reviews {
            let cells = Role::ALL.map(|role| cell(access, action, role)).join(" | ");
            lines.push(format!("| {name} | {cells} | {} |", excluded(access, action)));
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_tables_are_those_of_the_policies() {
    let access = shipped().expect("the policies fit their schema");
    let tables = [false, true].map(|about_reviews| table(access, about_reviews));
    let missing: Vec<_> = tables.iter().filter(|table| !PAGE.contains(*table)).map(String::as_str).collect();
    assert!(missing.is_empty(), "docs/access.md lacks:\n\n{}", missing.join("\n"));
}

/// The domain refuses the separation of duties under the ids of the policies.
#[test]
fn every_duty_of_the_domain_is_a_rule() {
    let access = shipped().expect("the policies fit their schema");
    for duty in Duty::ALL {
        assert!(access.forbids().any(|rule| rule == duty.id()), "{duty:?} is no rule: {}", duty.id());
    }
}

#[test]
fn every_rule_that_forbids_is_explained() {
    let access = shipped().expect("the policies fit their schema");
    for rule in access.forbids() {
        assert_eq!(PAGE.matches(&format!("\n| `{rule}` | ")).count(), 1, "{rule}");
    }
    let explained = PAGE.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(explained, access.forbids().count(), "a rule that does not exist is explained");
}
