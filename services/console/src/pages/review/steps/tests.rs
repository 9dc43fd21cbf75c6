use haetae_proto::{
    common::v1::Person,
    dashboard::v1::{AssessmentOverview, GetReviewOverviewResponse, Involvement},
    intake::v1::{Decision, Review},
};
use haetae_service_kit::{auth::Role, error::Lang};

use super::*;

fn person(subject: &str) -> Person {
    Person { subject: subject.into(), name: format!("name of {subject}") }
}

/// A review that kim of the team `traffic` asked for.
fn found(status: ReviewStatus, change: impl FnOnce(&mut Review, &mut GetReviewOverviewResponse)) -> Found {
    let mut review =
        Review { status: status.into(), requester: Some(person("kim")), team: "traffic".into(), ..Default::default() };
    let assessment = AssessmentOverview { level: RiskLevel::High.into(), ..Default::default() };
    let mut overview = GetReviewOverviewResponse {
        number: "R-2026-0001".into(),
        status: status.into(),
        assessment: Some(assessment),
        ..Default::default()
    };
    change(&mut review, &mut overview);
    Found { review, etag: String::new(), overview }
}

fn caller(subject: &str, team: &str, roles: &[Role]) -> Caller {
    Caller { subject: subject.into(), name: String::new(), team: team.into(), roles: roles.iter().copied().collect() }
}

fn offered(found: &Found, caller: &Caller) -> (Option<String>, Vec<String>) {
    let actions = Actions::of(Say::in_language(Lang::En), found, caller);
    let drawn = |action: Action| format!("{}{}", action.path, if action.why_not.is_some() { " -" } else { "" });
    let bare = |path: String| path.replace("/r/R-2026-0001/", "");
    (actions.main.map(drawn).map(bare), actions.more.into_iter().map(drawn).map(bare).collect())
}

#[test]
fn each_role_has_its_next_step_and_the_others_with_reasons() {
    let reviewer = caller("lee", "", &[Role::Reviewer]);
    let new = found(ReviewStatus::Received, |_, _| {});
    let (main, more) = offered(&new, &reviewer);
    assert_eq!(main.as_deref(), Some("triage"));
    assert_eq!(more, ["ask", "claim", "release -"], "nobody has taken it");

    let own = caller("park", "traffic", &[Role::Requester]);
    let asked = found(ReviewStatus::NeedsInfo, |_, _| {});
    let (main, more) = offered(&asked, &own);
    assert_eq!(main.as_deref(), Some("answer"));
    assert_eq!(more, ["reopen -", "amend", "withdraw"]);
    let (_, more) = offered(&asked, &reviewer);
    assert!(more.contains(&"retract-question".to_owned()), "{more:?}");
    assert_eq!(offered(&asked, &caller("x", "", &[Role::Auditor])), (None, Vec::new()));

    let taken = found(ReviewStatus::InDiagnosis, |review, _| review.assignee = Some(person("lee")));
    assert_eq!(offered(&taken, &reviewer).0.as_deref(), Some("checklist"));
    let (main, more) = offered(&taken, &caller("choi", "", &[Role::Reviewer]));
    assert_eq!((main, more), (None, vec!["triage -".into(), "ask".into(), "claim -".into(), "release -".into()]));
}

#[test]
fn who_asked_or_judged_does_not_decide() {
    let waiting = |judge: &str| {
        found(ReviewStatus::AwaitingDecision, |_, overview| {
            let roles = vec![i32::from(InvolvementRole::Judge)];
            overview.people.push(Involvement { person: Some(person(judge)), roles });
        })
    };
    let approver = caller("jung", "", &[Role::Approver]);
    assert_eq!(may(Say::in_language(Lang::Ko), &waiting("lee"), &approver, Command::Decide), May::Yes);
    let say = Say::in_language(Lang::Ko);
    let own = may(say, &waiting("jung"), &approver, Command::Decide);
    assert!(matches!(&own, May::NotNow(why) if why.starts_with("직무 분리")), "{own:?}");
    let requester = caller("kim", "traffic", &[Role::Approver, Role::Requester]);
    assert_ne!(may(say, &waiting("lee"), &requester, Command::Decide), May::Yes);
}

#[test]
fn whose_role_does_not_have_a_step_is_not_told_of_separated_duties() {
    let waiting = found(ReviewStatus::AwaitingDecision, |_, overview| {
        let roles = vec![i32::from(InvolvementRole::Judge)];
        overview.people.push(Involvement { person: Some(person("lee")), roles });
    });
    let say = Say::in_language(Lang::Ko);
    for (subject, team, role) in [("kim", "traffic", Role::Requester), ("lee", "", Role::Reviewer)] {
        assert_eq!(may(say, &waiting, &caller(subject, team, &[role]), Command::Decide), May::No, "{subject}");
    }
    assert_eq!(not_yours(say, Command::Decide), "승인자 역할만 할 수 있습니다.");
}

#[test]
fn a_decision_that_is_out_of_date_is_reopened_and_a_step_says_why_it_is_not_possible() {
    let stale = found(ReviewStatus::Approved, |review, _| {
        review.decision = Some(Decision { stale: true, ..Default::default() });
    });
    let approver = caller("jung", "", &[Role::Approver]);
    assert_eq!(offered(&stale, &approver).0.as_deref(), Some("reopen"));
    let say = Say::in_language(Lang::Ko);
    let withdraw = may(say, &stale, &caller("park", "traffic", &[Role::Requester]), Command::Withdraw);
    assert_eq!(withdraw, May::NotNow("‘승인’ 상태에서는 요청 철회를 할 수 없습니다.".into()));
    assert_eq!(may(say, &stale, &caller("x", "other", &[Role::Requester]), Command::Withdraw), May::No);
}
