//! A neighbour that publishes commits once more, or makes some up: well-formed, and not the next of their aggregate.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{
    Caller, Entry, Log, Program, Setup, World, dump, eventually, fresh_id, judge, live_generation, run, settled,
};
use haetae_proto::{
    common::v1::CommentVisibility,
    dashboard::v1::{
        GetReviewOverviewRequest, GetSummaryRequest, GetTimelineRequest, GetTrendsRequest, GetWeakAreasRequest,
        GetWorkloadRequest, ListFindingsRequest, ListParkedRequest, ListReviewsRequest, TrendInterval,
    },
    intake::v1::{AddCommentRequest, GetReviewRequest, ListCommentsRequest, ListMyWorkRequest},
};
use haetae_service_kit::token;
use prost::Message as _;

use crate::scenario::{Alarm, Finished, Scenario};

/// How such a commit is announced.
const ALARM: Alarm<'_> = Alarm { service: Service::Dashboard, says: "COMMIT_OUT_OF_TURN" };

/// Checkpoints that are judged before the neighbour comes.
const JUDGED: usize = 6;

/// The read models that readers see.
const READ: [&str; 2] = ["board", "diagnosis"];

/// Everything that callers see, by where it is shown.
type Seen = BTreeMap<String, String>;

/// A1: every commit of the log, published once more, changes nothing that callers see, now, after restarts and after rebuilds. No
/// reactor answers a copy; each is announced once, and the audit names only the copies.
#[test]
fn copies_of_commits_are_named_and_passed_over() -> Result<()> {
    run(async {
        let (ended, review) = at_rest().await?;
        let (before, head) = seen(&ended, &review).await?;
        let log = ended.world.log().await?;
        let mut copies = Vec::new();
        for entry in log.all().await? {
            copies.push(publish(&log, &entry, |_| {}).await?);
        }
        ensure!(copies.len() as u64 == head, "{} copies of {head} commits", copies.len());
        let ended = nothing_changes(ended, &review, &before, (head, head)).await?;

        let audit = ended.the_audit_is_clean().await?;
        let named = audit["foreignMessages"].as_array().context("no foreign messages")?;
        let named: Vec<_> = named
            .iter()
            .filter(|one| one["why"].as_str().is_some_and(|why| why.contains("it repeats the commit at")))
            .filter_map(|one| one["sequence"].as_u64())
            .collect();
        ensure!(named == copies, "copies at {copies:?}: {audit}");
        goes_on(&ended, &review).await
    })
}

/// A1: the same of commits that were made up: of a number that is not the next, with the id of an earlier commit, and of
/// reviews, assessments and checklists that there are not.
#[test]
fn commits_that_were_made_up_are_named_and_passed_over() -> Result<()> {
    run(async {
        let (ended, review) = at_rest().await?;
        let (before, head) = seen(&ended, &review).await?;
        let log = ended.world.log().await?;
        let (mut published, mut entries) = (0, Vec::new());
        for category in ["review", "risk", "diagnosis"] {
            entries.push(log.of(category, &review).await?);
        }
        for entries in &entries {
            let last = entries.last().context("no commit")?.commit.version;
            let nobody = fresh_id().to_string();
            for entry in entries {
                for version in [0, last, last + 2, u64::MAX] {
                    let made_up = |entry: &mut Entry| (entry.commit.version, entry.commit.commit_id) = (version, id());
                    publish(&log, entry, made_up).await?;
                }
                publish(&log, entry, |entry| entry.commit.version = last + 1).await?;
                let elsewhere = |entry: &mut Entry| {
                    (entry.commit.version, entry.commit.commit_id) = (entry.commit.version + 1, id());
                    entry.subject = entry.subject.replace(&review, &nobody);
                    entry.commit.aggregate_id.clone_from(&nobody);
                };
                publish(&log, entry, elsewhere).await?;
                published += 6;
            }
        }
        let ended = nothing_changes(ended, &review, &before, (head, published)).await?;
        goes_on(&ended, &review).await
    })
}

/// A platform on which some reviews are scored, one is judged and talked about, and nothing is left to do.
async fn at_rest() -> Result<(Finished, String)> {
    let scenario = Scenario::start(Setup::default()).await?;
    let ended = scenario.finish().await?;
    ended.nothing_is_lost().await?;
    let review = ended.acknowledged().first().context("nothing acknowledged")?.review_id.clone();
    let lee = ended.world.reviewer("lee")?;
    lee.checkpoint().record_verdicts(judge(&lee.checklist(&review).await?, JUDGED)).await?;
    settled(&ended.world, &ended.caller).await?;
    let asked = GetReviewRequest { review_id: review.clone() };
    let etag = ended.caller.intake().get_review(asked).await?.into_inner().etag;
    let comment = AddCommentRequest {
        request_id: fresh_id().to_string(),
        review_id: review.clone(),
        etag,
        text: "점검 일정 확인".to_owned(),
        visibility: CommentVisibility::Shared.into(),
        validate_only: false,
    };
    ended.caller.intake().add_comment(comment).await?;
    Ok((ended, review))
}

/// Nothing that callers see changes, at once or later. The log ended at `at.0`, and `at.1` messages were published.
async fn nothing_changes(mut ended: Finished, review: &str, before: &Seen, at: (u64, u64)) -> Result<Finished> {
    same(&ended, review, before, at).await.context("at once")?;
    for service in Service::ALL {
        ended.world.platform.restart(service).await?;
    }
    same(&ended, review, before, at).await.context("after a restart")?;
    for projection in ["board", "archive", "diagnosis"] {
        let rebuilt = Program::of(Service::Dashboard, &ended.world)?.args(&["rebuild", projection]).run().await?;
        ensure!(rebuilt.code == Some(0), "{projection}: {} {}", rebuilt.errors, rebuilt.log);
    }
    same(&ended, review, before, at).await.context("after a rebuild")?;
    ended.the_dashboard_serves().await?;
    ended.nothing_is_lost().await?;
    ended.alarms_are_named(&[ALARM]).await?;
    Ok(ended)
}

/// Nothing changed, nothing was answered, and each message was announced once.
async fn same(ended: &Finished, review: &str, before: &Seen, (head, published): (u64, u64)) -> Result<()> {
    let (now, reached) = seen(ended, review).await?;
    for (place, was) in before {
        ensure!(now.get(place) == Some(was), "{place} was {was} and is {:?}", now.get(place));
    }
    ensure!(now.len() == before.len());
    ensure!(
        reached == head + published,
        "the log ended at {head}, {published} were published, now it ends at {reached}"
    );
    let announced = std::fs::read_to_string(ended.world.platform.log(ALARM.service))?;
    let announced = announced.lines().filter(|line| line.contains(ALARM.says)).count() as u64;
    ensure!(announced == published, "{announced} alarms for {published} messages");
    Ok(())
}

/// The review that was aimed at goes on.
async fn goes_on(ended: &Finished, review: &str) -> Result<()> {
    let lee = ended.world.reviewer("lee")?;
    let list = lee.checklist(review).await?;
    let mut request = judge(&list, JUDGED + 2);
    request.verdicts.drain(..JUDGED);
    let token = lee.checkpoint().record_verdicts(request).await?.into_inner().consistency_token;
    let shown = async || {
        let asked = GetReviewOverviewRequest {
            review_id: review.to_owned(),
            consistency_token: token.clone(),
            ..Default::default()
        };
        let overview = lee.dashboard().get_review_overview(asked).await?.into_inner();
        let tally = overview.diagnosis.context("no diagnosis")?.tally.context("no tally")?;
        let judged_now = tally.pass + tally.fail + tally.partial + tally.not_applicable;
        Ok((judged_now as usize == JUDGED + 2).then_some(()))
    };
    eventually("two more verdicts", shown).await
}

/// Everything that callers see once nothing is left to do, and where the log ends.
async fn seen(ended: &Finished, review: &str) -> Result<(Seen, u64)> {
    let Finished { world, caller, .. } = ended;
    let head = settled(world, caller).await?;
    let mut seen = rows(world).await?;
    seen.extend(dashboard(caller, review, &token::consistency_token(head)).await?);
    seen.extend(services(world, caller, review).await?);
    Ok((seen, head))
}

async fn rows(world: &World) -> Result<Seen> {
    let (database, mut seen) = (world.platform.database_url(), Seen::new());
    for projection in READ {
        let live = live_generation(database, projection).await?;
        for (table, rows) in dump(database, &live).await? {
            seen.insert(format!("{projection}.{table}"), rows.join("\n"));
        }
    }
    Ok(seen)
}

/// The answer to a question, without the end of the log and without the tokens, which are sealed differently each time.
macro_rules! asked {
    ($seen:ident, $name:literal, $call:expr, $($volatile:ident),*) => {{
        let mut answer = $call.await.context($name)?.into_inner();
        $(answer.$volatile.clear();)*
        $seen.insert($name.to_owned(), format!("{answer:?}"));
    }};
}

async fn dashboard(caller: &Caller, review: &str, token: &str) -> Result<Seen> {
    let (mut seen, mut asked) = (Seen::new(), caller.dashboard());
    let consistency_token = token.to_owned();
    let review_id = review.to_owned();
    let summary = GetSummaryRequest { consistency_token: consistency_token.clone(), ..Default::default() };
    asked!(seen, "summary", asked.get_summary(summary), consistency_token);
    let list = ListReviewsRequest { page_size: 200, ..Default::default() };
    asked!(seen, "reviews", asked.list_reviews(list), consistency_token, next_page_token);
    let findings = ListFindingsRequest { page_size: 200, ..Default::default() };
    asked!(seen, "findings", asked.list_findings(findings), consistency_token, next_page_token);
    let timeline = GetTimelineRequest { review_id: review_id.clone(), page_size: 200, ..Default::default() };
    asked!(seen, "timeline", asked.get_timeline(timeline), consistency_token, next_page_token);
    let overview = GetReviewOverviewRequest { review_id, ..Default::default() };
    asked!(seen, "overview", asked.get_review_overview(overview), consistency_token);
    // The month in which the test runs, and in case it ends meanwhile the next one.
    let today = haetae_service_kit::clock::now().in_tz("Asia/Seoul")?.date();
    let (first_day, last_day) = (today.first_of_month().to_string(), today.last_of_month().tomorrow()?.to_string());
    let interval = TrendInterval::Month.into();
    let trends = GetTrendsRequest { interval, first_day, last_day, ..Default::default() };
    asked!(seen, "trends", asked.get_trends(trends), consistency_token);
    asked!(seen, "workload", asked.get_workload(GetWorkloadRequest::default()), consistency_token);
    asked!(seen, "weak areas", asked.get_weak_areas(GetWeakAreasRequest::default()), consistency_token);
    asked!(seen, "parked", caller.projections().list_parked(ListParkedRequest::default()), next_page_token);
    Ok(seen)
}

async fn services(world: &World, caller: &Caller, review: &str) -> Result<Seen> {
    let mut seen = Seen::new();
    for (name, person) in [("work of the requester", caller.clone()), ("work of a reviewer", world.reviewer("lee")?)] {
        let answer = person.intake().list_my_work(ListMyWorkRequest { page_size: 200, ..Default::default() }).await?;
        seen.insert(name.to_owned(), format!("{:?}", answer.into_inner().items));
    }
    let review_id = review.to_owned();
    let asked = GetReviewRequest { review_id: review_id.clone() };
    asked!(seen, "review", caller.intake().get_review(asked), consistency_token);
    let comments = ListCommentsRequest { review_id, ..Default::default() };
    asked!(seen, "comments", caller.intake().list_comments(comments), next_page_token);
    let mut list = caller.checklist(review).await?;
    list.consistency_token.clear();
    seen.insert("checklist".to_owned(), format!("{list:?}"));
    Ok(seen)
}

/// An id that no commit has.
fn id() -> bytes::Bytes {
    fresh_id().as_bytes().to_vec().into()
}

/// Publishes a commit, changed or not; returns its sequence.
async fn publish(log: &Log, entry: &Entry, change: impl FnOnce(&mut Entry)) -> Result<u64> {
    let mut entry = entry.clone();
    change(&mut entry);
    let Entry { subject, commit, .. } = entry;
    Ok(log.context().publish(subject, commit.encode_to_vec().into()).await?.await?.sequence)
}
