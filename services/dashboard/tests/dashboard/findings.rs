//! Findings, weak areas and workload over all reviews: what they show, and to whom.

use haetae_domain::vocabulary::VerdictResult;
use haetae_proto::{
    common::v1::{FindingStatus, FlowLayer, RiskLevel, ServiceType},
    dashboard::v1::{
        AsOf, GetSummaryRequest, GetWeakAreasRequest, GetWorkloadRequest, ListFindingsRequest, ListReviewsRequest,
        as_of::Moment,
    },
};
use haetae_service_kit::{auth::Role, token};
use tonic::{Code, Request};
use tonic_types::StatusExt as _;

use crate::{
    diagnoses::{Act, Diagnoses, PEOPLE, publish},
    history::{History, id},
    served::Served,
    support::connect,
};

/// Two reviews of two teams: of the first, one finding is closed and one accepted; of the second, one waits to be
/// verified.
pub(crate) async fn begun(served: &Served) -> (History<'_>, Diagnoses) {
    let mut history = History::new(&served.log);
    let mut diagnoses = Diagnoses::default();
    publish(&mut history, 1).await;
    for (n, team) in [(0, "교통과"), (1, "결제팀")] {
        history.submit(n, &format!("검토 {n}"), team, &[ServiceType::Payment]).await;
        history.assign(n, PEOPLE[usize::try_from(n).unwrap()]).await;
        diagnoses.act(&mut history, n, team, Act::Generate).await.unwrap();
        diagnoses.act(&mut history, n, team, Act::Judge(0, VerdictResult::Fail)).await.unwrap();
    }
    for act in [
        Act::Claim(1),
        Act::Verify(1),
        Act::Judge(1, VerdictResult::Fail),
        Act::Assign(2),
        Act::Ask(2, 20),
        Act::Approve(2, 2),
        Act::Judge(3, VerdictResult::Partial),
    ] {
        diagnoses.act(&mut history, 0, "교통과", act).await.unwrap();
    }
    diagnoses.act(&mut history, 1, "결제팀", Act::Claim(1)).await.unwrap();
    (history, diagnoses)
}

/// Those, and a review without an assignee.
async fn history(served: &Served) -> u64 {
    begun(served).await.0.submit(2, "아무도 맡지 않은 검토", "교통과", &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_shows_its_review_control_and_acceptance() {
    let served = Served::start().await;
    let consistency_token = token::consistency_token(history(&served).await);
    let mut client = served.reviewer();
    let mut list = async |filter: &str| {
        let (filter, consistency_token) = (filter.to_owned(), consistency_token.clone());
        let request = ListFindingsRequest { filter, consistency_token, ..Default::default() };
        client.list_findings(request).await.unwrap().into_inner().findings
    };
    assert_eq!(list("").await.len(), 3);
    let accepted = list("status = ACCEPTED").await;
    let [row] = accepted.as_slice() else { panic!("{accepted:?}") };
    assert_eq!((row.review_id.clone(), row.finding_id.as_str()), (id(0).to_string(), "F-2"));
    assert_eq!((row.review_title.as_str(), row.team.as_str(), row.owner.as_str()), ("검토 0", "교통과", "교통과"));
    assert_eq!((row.severity(), row.layer(), row.round), (RiskLevel::High, FlowLayer::Gateway, 1));
    assert_eq!(row.title.as_ref().unwrap().ko, "통제 1");
    assert_eq!((row.checkpoint.as_str(), row.reason.as_str()), ("web:C1:2", "평문으로 저장됨"));
    assert_eq!(row.assignee.as_ref().unwrap().subject, "seo");
    let acceptance = row.acceptance.unwrap();
    assert_eq!((acceptance.granted, acceptance.ending, acceptance.conditions), (true, true, 1));
    let closed = list("status = CLOSED").await;
    assert!(closed[0].closed_at.is_some() && closed[0].acceptance.is_none(), "{closed:?}");
    assert_eq!(list("평문 AND team = 결제팀").await[0].status(), FindingStatus::FixClaimed);
    assert_eq!(list("assignee = seo").await.len(), 1);
    // F14: every text that can be searched folds alike.
    for (filter, found) in [
        ("assignee:ＳＥＯ", 1),
        ("assignee:team", 0),
        ("team:결제", 1),
        ("owner:교통", 2),
        ("owner:평문", 0),
        ("checkpoint:\"WEB:c1\"", 3),
        ("checkpoint:교통", 0),
        ("\"ｗｅｂ:c1\"", 3),
    ] {
        assert_eq!(list(filter).await.len(), found, "{filter}");
    }
    // What waits for a reviewer or an approver can be asked for.
    assert_eq!(list("fix_claimed = true").await.len(), 1);
    assert_eq!(list("fix_claimed = false").await.len(), 2);
    assert_eq!(list("acceptance_pending = true").await.len(), 0);
    assert_eq!(list("acceptance_pending = false").await.len(), 3);
    assert_eq!(list("없는말").await.len(), 0);
    served.stop().await;
}

/// The findings of a withdrawn review are no work: no list, count or view shows what was not closed, whatever comes after it;
/// earlier moments and the review itself do. The other review keeps its finding.
#[tokio::test(flavor = "multi_thread")]
async fn findings_of_a_withdrawn_review_are_no_work() {
    let served = Served::start().await;
    let (mut history, mut diagnoses) = begun(&served).await;
    let before = history.commits();
    history.withdraw(0).await;
    // What was under way at the moment of the withdrawal.
    diagnoses.act(&mut history, 0, "교통과", Act::Judge(4, VerdictResult::Fail)).await.unwrap();
    diagnoses.act(&mut history, 0, "교통과", Act::Revoke(2)).await.unwrap();
    let last = history.commits();
    let consistency_token = token::consistency_token(last);
    let mut client = served.reviewer();
    for (position, found) in [
        (
            before,
            ["F-1 FINDING_STATUS_CLOSED", "F-1 FINDING_STATUS_FIX_CLAIMED", "F-2 FINDING_STATUS_ACCEPTED"].as_slice(),
        ),
        (last, &["F-1 FINDING_STATUS_CLOSED", "F-1 FINDING_STATUS_FIX_CLAIMED"]),
    ] {
        let as_of = Some(AsOf { moment: Some(Moment::Position(position)) });
        let request = ListFindingsRequest { as_of, consistency_token: consistency_token.clone(), ..Default::default() };
        let listed = client.list_findings(request).await.unwrap().into_inner();
        let mut shown: Vec<_> =
            listed.findings.iter().map(|row| format!("{} {}", row.finding_id, row.status().as_str_name())).collect();
        shown.sort();
        assert_eq!(shown, found, "at {position}");
        assert_eq!(listed.total_size, found.len() as u64);
    }
    let request = ListReviewsRequest {
        filter: "status = WITHDRAWN".into(),
        consistency_token: consistency_token.clone(),
        ..Default::default()
    };
    let reviews = client.list_reviews(request).await.unwrap().into_inner().reviews;
    assert_eq!((reviews.len(), reviews[0].open_findings, reviews[0].accepted_findings), (1, 0, 0));
    let summary = GetSummaryRequest { consistency_token, ..Default::default() };
    let summary = client.get_summary(summary).await.unwrap().into_inner();
    assert_eq!((summary.overdue_findings, summary.acceptances_ending), (0, 0));
    let pool = connect(&served.database).await;
    let views = "SELECT string_agg(finding || ' ' || status, ', ' ORDER BY review_id, finding) FROM analytics.findings";
    let shown: String = sqlx::query_scalar(views).fetch_one(&pool).await.unwrap();
    assert_eq!(shown, "F-1 closed, F-1 fix_claimed");
    let counted: i64 = sqlx::query_scalar(
        "SELECT sum(open_findings + accepted_findings) FROM analytics.reviews WHERE status = 'withdrawn'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(counted, 0);
    served.stop().await;
}

/// D1: the reviews with a fix to be verified, or an acceptance to be decided, can be asked for, now and as of any moment.
#[tokio::test(flavor = "multi_thread")]
async fn reviews_of_which_a_step_waits_can_be_asked_for() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    let mut diagnoses = Diagnoses::default();
    publish(&mut history, 1).await;
    history.submit(0, "검토", "교통과", &[ServiceType::Payment]).await;
    history.submit(1, "다른 검토", "교통과", &[]).await;
    let mut steps = Vec::new();
    for (act, fix, acceptance) in [
        (Act::Generate, false, false),
        (Act::Judge(0, VerdictResult::Fail), false, false),
        (Act::Judge(1, VerdictResult::Fail), false, false),
        (Act::Claim(1), true, false),
        (Act::Ask(2, 20), true, true),
        (Act::Claim(2), true, true),
        (Act::Verify(1), true, true),
        (Act::Reject(2), false, true),
        (Act::Approve(2, 2), false, false),
    ] {
        diagnoses.act(&mut history, 0, "교통과", act).await.unwrap();
        steps.push((history.commits(), fix, acceptance));
    }
    let consistency_token = token::consistency_token(history.commits());
    let mut client = served.reviewer();
    for (position, fix, acceptance) in steps {
        for (filter, found) in [
            ("fix_claimed = true", fix),
            ("fix_claimed != false", fix),
            ("fix_claimed = false AND review_id:00", !fix),
            ("acceptance_pending = true", acceptance),
            ("NOT acceptance_pending = true", !acceptance),
        ] {
            let request = ListReviewsRequest {
                filter: filter.into(),
                consistency_token: consistency_token.clone(),
                as_of: Some(AsOf { moment: Some(Moment::Position(position)) }),
                ..Default::default()
            };
            let rows = client.list_reviews(request).await.expect(filter).into_inner().reviews;
            let shown = rows.iter().any(|row| row.review_id == id(0).to_string());
            assert_eq!(shown, found, "{filter} at {position}");
            let other = rows.iter().any(|row| row.review_id == id(1).to_string());
            assert_eq!(other, filter.contains("false AND") || filter.starts_with("NOT"), "{filter} at {position}");
        }
    }
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_fixed_still_counts_as_found_and_who_has_what_in_hand() {
    let served = Served::start().await;
    let last = history(&served).await;
    let consistency_token = token::consistency_token(last);
    let mut client = served.reviewer();
    let request = GetWeakAreasRequest { consistency_token: consistency_token.clone(), ..Default::default() };
    let areas = client.get_weak_areas(request.clone()).await.unwrap().into_inner();
    let total = areas.total.unwrap();
    assert_eq!((total.judged, total.failed, total.partial, total.fail_rate, total.few), (4, 3, 1, 0.75, true));
    let control = &areas.controls[0];
    assert_eq!((control.catalog_id.as_str(), control.control_id.as_str()), ("web", "C1"));
    assert_eq!((control.layer(), control.counts.unwrap().failed), (FlowLayer::Gateway, 3));
    assert_eq!(areas.layers.len(), 6);
    let mobile = areas.service_types.iter().find(|area| area.service_type() == ServiceType::MobileApp).unwrap();
    assert_eq!(mobile.counts.unwrap().judged, 4);
    let later = GetWeakAreasRequest { first_day: "2026-01-02".into(), ..request };
    assert_eq!(client.get_weak_areas(later).await.unwrap().into_inner().total.unwrap().judged, 0);

    let request = GetWorkloadRequest { consistency_token: consistency_token.clone(), ..Default::default() };
    let loads = client.get_workload(request).await.unwrap().into_inner().reviewers;
    let shown: Vec<_> = loads
        .iter()
        .map(|load| {
            let who = load.reviewer.as_ref().map(|reviewer| reviewer.subject.as_str());
            (who, load.open_reviews, load.fixes_to_verify, load.judged)
        })
        .collect();
    // Each judged in the review of the other.
    assert_eq!(shown, [(Some("choi"), 1, 1, 3), (Some("park"), 1, 0, 1), (None, 1, 0, 0)]);

    let summary = GetSummaryRequest { consistency_token, ..Default::default() };
    let summary = client.get_summary(summary).await.unwrap().into_inner();
    assert_eq!((summary.acceptances_ending, summary.overdue_findings), (1, 0));
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requesters_see_the_findings_of_their_team_and_nobodys_workload() {
    let served = Served::start().await;
    let consistency_token = token::consistency_token(history(&served).await);
    let list = || ListFindingsRequest { consistency_token: consistency_token.clone(), ..Default::default() };
    let areas = || GetWeakAreasRequest { consistency_token: consistency_token.clone(), ..Default::default() };
    let mut requester = served.client(&[Role::Requester], Some("결제팀"));
    let own = requester.list_findings(list()).await.unwrap().into_inner();
    assert_eq!((own.total_size, own.findings[0].team.as_str()), (1, "결제팀"));
    let foreign = ListFindingsRequest { filter: "team = 교통과".into(), ..list() };
    assert_eq!(requester.list_findings(foreign).await.unwrap().into_inner().total_size, 0);
    assert_eq!(requester.get_weak_areas(areas()).await.unwrap().into_inner().total.unwrap().judged, 1);
    let refused = requester.get_workload(GetWorkloadRequest::default()).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let mut teamless = served.client(&[Role::Requester], None);
    assert_eq!(teamless.list_findings(list()).await.unwrap().into_inner().total_size, 0);
    assert_eq!(teamless.get_weak_areas(areas()).await.unwrap().into_inner().total.unwrap().judged, 0);
    for role in [Role::Approver, Role::Auditor, Role::Operator] {
        let mut client = served.client(&[role], None);
        assert_eq!(client.list_findings(list()).await.unwrap().into_inner().total_size, 3, "{role:?}");
        assert!(client.get_workload(GetWorkloadRequest::default()).await.is_ok(), "{role:?}");
    }
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_one_read_model_has_reached_is_not_shown() {
    let served = Served::start().await;
    let last = history(&served).await;
    served.projects(last).await;
    // As if the projector of the diagnoses had stopped a while ago.
    let pool = crate::support::connect(&served.database).await;
    let sql = "UPDATE projection.positions SET seq = $1 WHERE name = 'diagnosis' AND state = 'live'";
    sqlx::query(sql).bind(last.cast_signed() - 2).execute(&pool).await.unwrap();
    let mut client = served.reviewer();
    let shown = client.list_findings(ListFindingsRequest::default()).await.unwrap().into_inner();
    assert_eq!(shown.consistency_token, token::consistency_token(last - 2));
    let as_of = Some(AsOf { moment: Some(Moment::Position(last)) });
    let mut request = Request::new(ListFindingsRequest { as_of, ..Default::default() });
    request.set_timeout(crate::served::IN_VAIN);
    let refused = client.list_findings(request).await.unwrap_err();
    assert_eq!(refused.get_error_details().error_info().unwrap().reason, "PROJECTION_LAGGING");
    served.stop().await;
}

/// C3: a person whose token has a new display name has it from then on; what was before shows the name of then.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_name_renames_nobody_in_the_past() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    let mut named = vec![];
    for (n, name) in [(0, "박검토"), (1, "가개명"), (2, "하개명")] {
        history.submit(n, &format!("검토 {n}"), "교통과", &[ServiceType::Payment]).await;
        named.push((history.assign(n, ("park", name)).await, name));
    }
    served.projects(named[2].0).await;
    let mut client = served.reviewer();
    for (position, name) in named {
        let as_of = Some(AsOf { moment: Some(Moment::Position(position)) });
        let request = GetWorkloadRequest { as_of, ..Default::default() };
        let loads = client.get_workload(request).await.unwrap().into_inner().reviewers;
        assert_eq!(loads[0].reviewer.as_ref().unwrap().name, name);
    }
    served.stop().await;
}

/// D2: a Fail that was taken back leaves a void finding in the lists and counts in no rate; a corrected text is found.
#[tokio::test(flavor = "multi_thread")]
async fn a_fail_taken_back_counts_nowhere_and_a_corrected_text_is_searched() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    let mut diagnoses = Diagnoses::default();
    publish(&mut history, 1).await;
    history.submit(0, "검토", "교통과", &[ServiceType::Payment]).await;
    for act in [
        Act::Generate,
        Act::Judge(0, VerdictResult::Fail),
        Act::Judge(1, VerdictResult::Fail),
        Act::Judge(2, VerdictResult::Pass),
        Act::Correct(0),
    ] {
        diagnoses.act(&mut history, 0, "교통과", act).await.unwrap();
    }
    let last = diagnoses.act(&mut history, 0, "교통과", Act::Retract(2)).await.unwrap();
    let consistency_token = token::consistency_token(last);
    let mut client = served.reviewer();
    let mut list = async |filter: &str| {
        let (filter, consistency_token) = (filter.to_owned(), consistency_token.clone());
        let request = ListFindingsRequest { filter, consistency_token, ..Default::default() };
        client.list_findings(request).await.unwrap().into_inner().findings
    };
    let void = list("status = VOID").await;
    let [row] = void.as_slice() else { panic!("{void:?}") };
    assert_eq!((row.finding_id.as_str(), row.status(), row.closed_at), ("F-2", FindingStatus::Void, None));
    let corrected = list("전송됨").await;
    let [row] = corrected.as_slice() else { panic!("{corrected:?}") };
    assert_eq!((row.finding_id.as_str(), row.reason.as_str()), ("F-1", "평문으로 저장되고 전송됨"));
    let request = GetWeakAreasRequest { consistency_token, ..Default::default() };
    let areas = client.get_weak_areas(request).await.unwrap().into_inner();
    let total = areas.total.unwrap();
    assert_eq!((total.judged, total.failed), (2, 1));
    served.stop().await;
}
