//! The log goes back while every service runs, and comes back whole: a volume that was mounted in error, say.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Caller, Log, Person, Refusal, Setup, eventually, fresh_id, judge, run, samples};
use haetae_proto::{
    common::v1 as wire,
    event::v1::event::Event,
    intake::v1::{AssignReviewRequest, ClaimReviewRequest, ListMyWorkRequest, WithdrawReviewRequest},
};
use haetae_service_kit::{auth::Role, clock};
use prost::Message as _;
use tonic::Code;

use crate::{
    disk::copy,
    scenario::{Alarm, Scenario},
};

const ALARM: &str = "LOG_REGRESSED";
/// One day, in seconds.
const DAY: i64 = 86_400;

/// Once the log is whole again, all that services keep of it in memory goes on without a restart: deadlines are met, nothing is
/// judged on a withdrawn review, an account that writes for the first time is known, and the list of work is up to date.
#[test]
fn a_log_that_is_whole_again_is_followed_without_a_restart() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        let lee = scenario.world.reviewer("lee")?;
        let mut reviews = Vec::new();
        for _ in 0..3 {
            reviews.push(scenario.caller.submit(samples::harmless()).await?.id);
        }
        for review in &reviews {
            lee.checklist(review).await?;
            lee.targeted(review).await?;
        }
        lee.intake().list_my_work(ListMyWorkRequest::default()).await.context("the list of work")?;
        goes_back_and_comes_back(&mut scenario).await?;

        let [withdrawn, overdue, assigned] = &reviews[..] else { panic!("three reviews") };
        is_not_judged_after_its_withdrawal(&scenario.caller, &lee, withdrawn).await?;
        is_overdue(&scenario.world.log().await?, overdue).await?;
        is_assigned_to_a_new_account(&scenario, assigned).await?;
        lee.intake().list_my_work(ListMyWorkRequest::default()).await.context("the list of work, later")?;
        ends_well_but_for_the_moved_date(scenario).await
    })
}

/// The ending of every scenario, but for the target date that the test moved: an audit names that and nothing else.
async fn ends_well_but_for_the_moved_date(mut scenario: Scenario) -> Result<()> {
    scenario.goes_on().await?;
    let ended = scenario.finish().await?;
    ended.nothing_is_lost().await?;
    ended.the_dashboard_serves().await?;
    ended.alarms_are_named(&Service::ALL.map(|service| Alarm { service, says: ALARM })).await?;
    let (_, report) = ended.audited().await?;
    let what = report["findings"][0]["what"].as_str().unwrap_or_default();
    ensure!(report["totalFindings"] == 1 && what.contains("ReviewTargetSet"), "audit verify: {report}");
    Ok(())
}

/// Every service sees a log that went back, and then the one that there was.
async fn goes_back_and_comes_back(scenario: &mut Scenario) -> Result<()> {
    let path = |name: &str| -> PathBuf { scenario.world.stack.dir.path().join(name) };
    let (store, older, right) = (path("nats").join("store"), path("older"), path("right"));
    scenario.world.stack.nats.kill9().await?;
    copy(&store, &older)?;
    scenario.world.stack.nats.restart().await?;
    scenario.goes_on().await?;

    scenario.world.stack.nats.kill9().await?;
    fs::rename(&store, &right)?;
    fs::rename(&older, &store)?;
    scenario.world.stack.nats.restart().await?;
    for service in Service::ALL {
        scenario.says(service, ALARM).await?;
        scenario.serves(service, false).await?;
    }
    scenario.world.stack.nats.kill9().await?;
    fs::remove_dir_all(&store)?;
    fs::rename(&right, &store)?;
    scenario.world.stack.nats.restart().await?;
    for service in Service::ALL {
        scenario.serves(service, true).await?;
    }
    scenario.goes_on().await
}

async fn is_not_judged_after_its_withdrawal(kim: &Caller, lee: &Caller, review: &str) -> Result<()> {
    let withdraw = WithdrawReviewRequest {
        request_id: fresh_id().to_string(),
        review_id: review.to_owned(),
        etag: kim.targeted(review).await?.etag,
        reason: "계획 취소".to_owned(),
        validate_only: false,
    };
    kim.intake().withdraw_review(withdraw).await?;
    let mut verdicts = judge(&lee.checklist(review).await?, 2);
    verdicts.validate_only = true;
    let refusal = eventually("a refusal of verdicts", async || {
        Ok(lee.checkpoint().record_verdicts(verdicts.clone()).await.err())
    });
    let refusal = Refusal::of(&refusal.await?)?;
    ensure!(refusal.code == Code::FailedPrecondition, "{refusal:?}");
    Ok(())
}

/// Moves the target date of a review into the past, as a service with another calendar would, and waits until it was met.
async fn is_overdue(log: &Log, review: &str) -> Result<()> {
    let entry = log.with("review", review, "ReviewTargetSet").await?.pop().context("no target date")?;
    let last = log.of("review", review).await?.pop().context("no commit")?.commit.version;
    let mut commit = entry.commit;
    let id = fresh_id();
    (commit.commit_id, commit.version) = (id.as_bytes().to_vec().into(), last + 1);
    let now = clock::now();
    commit.recorded_at = Some(prost_types::Timestamp { seconds: now.as_second(), nanos: now.subsec_nanosecond() });
    commit.events.retain(|event| matches!(event.event, Some(Event::ReviewTargetSet(_))));
    for event in &mut commit.events {
        if let Some(Event::ReviewTargetSet(target)) = &mut event.event {
            target.due_at = Some(prost_types::Timestamp { seconds: now.as_second() - DAY, nanos: 0 });
        }
    }
    log.context().publish(entry.subject, commit.encode_to_vec().into()).await?.await?;
    let met = async || Ok(log.with("review", review, "ReviewTargetBreached").await?.pop());
    eventually("the deadline to be met", met).await.map(drop)
}

/// A reviewer who never wrote anything claims a review; then an approver can assign another one to that account.
async fn is_assigned_to_a_new_account(scenario: &Scenario, review: &str) -> Result<()> {
    let approver = Person { subject: "park", name: "박", team: None, roles: &[Role::Approver] };
    let park = scenario.world.caller(&approver)?;
    let choi = scenario.world.reviewer("choi")?;
    let claimed = scenario.caller.submit(samples::harmless()).await?.id;
    let claim = ClaimReviewRequest {
        request_id: fresh_id().to_string(),
        etag: scenario.caller.targeted(&claimed).await?.etag,
        review_id: claimed,
        validate_only: false,
    };
    choi.intake().claim_review(claim).await?;
    let assign = AssignReviewRequest {
        request_id: fresh_id().to_string(),
        review_id: review.to_owned(),
        etag: park.targeted(review).await?.etag,
        assignee: Some(wire::Person { subject: "choi".to_owned(), ..wire::Person::default() }),
        reason: String::new(),
        validate_only: false,
    };
    park.intake().assign_review(assign).await.context("an assignment to a new account").map(drop)
}
