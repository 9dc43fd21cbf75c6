//! Streams: how many there may be, when they end, and that a caller who connects again misses nothing.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Caller, Known, Person, Refusal, Setup, World, eventually, run, samples};
use haetae_proto::dashboard::v1::{
    AsOf, ExportArchiveRequest, ExportFormat, ExportReviewsRequest, ListReviewsRequest, ReviewRow, WatchReviewsRequest,
    WatchReviewsResponse, as_of::Moment, audit_service_client::AuditServiceClient, export_reviews_response::Part,
};
use haetae_service_kit::{auth::Role, clock, token};
use serde_json::json;
use tokio::time::timeout;
use tonic::{Code, Status, Streaming};

use crate::load::Load;

/// Nothing is waited for longer.
const BOUND: Duration = Duration::from_secs(60);

type Steps = Streaming<WatchReviewsResponse>;

#[test]
fn one_caller_has_so_many_streams_and_a_closed_one_makes_room() -> Result<()> {
    run(async {
        let limits = [("HAETAE__STREAMS__MAX_OPEN", "3"), ("HAETAE__STREAMS__MAX_OPEN_PER_CALLER", "2")];
        let world = World::start(told(&limits)).await?;
        let (kim, lee, han) = (world.requester("kim", "stream")?, world.reviewer("lee")?, world.reviewer("han")?);
        let mut kims = vec![begun(&kim).await?, begun(&kim).await?];
        let refusal = Refusal::expected(kim.dashboard().watch_reviews(from("")).await)?;
        full(&refusal, "caller", "2")?;
        assert!(refusal.message.contains("at most 2 streams"), "{}", refusal.message);
        let korean = Refusal::expected(kim.clone().reading("ko").dashboard().export_reviews(file()).await)?;
        full(&korean, "caller", "2").context("a file takes a place too")?;
        assert!(korean.message.contains("최대 2개"), "{}", korean.message);
        kim.shown("").await.context("other calls need no place")?;

        let lees = begun(&lee).await.context("others are served")?;
        full(&Refusal::expected(han.dashboard().watch_reviews(from("")).await)?, "service", "3")?;
        kims.pop();
        let _hans = let_in(async || open(&han, "").await).await.context("a closed stream makes room")?;
        let auditor = world.caller(&Person { subject: "aud", name: "", team: None, roles: &[Role::Auditor] })?;
        let mut proofs = AuditServiceClient::new(auditor.called(Service::Dashboard));
        full(&Refusal::expected(proofs.export_archive(ExportArchiveRequest::default()).await)?, "service", "3")?;
        full(&Refusal::expected(kim.dashboard().watch_reviews(from("")).await)?, "service", "3")?;
        drop(lees);
        saved(&kim).await?;
        let_in(async || open(&kim, "").await).await.context("a file that was taken makes room")?;
        Ok(())
    })
}

#[test]
fn a_stream_ends_after_its_time_and_the_next_one_goes_on_while_others_write() -> Result<()> {
    run(async {
        let world = World::start(told(&[("HAETAE__WATCH__MAX_LIFETIME_MS", "1000")])).await?;
        let kim = world.requester("kim", "stream")?;
        let load = Load::start(&kim, 1);
        let (mut known, mut position) = (Known::default(), token::consistency_token(0));
        for _ in 0..4 {
            position = to_the_end(&kim, &position, &mut known).await?;
        }
        let written = load.stop().await;
        ensure!(written.unanswered.is_empty(), "{:?}", written.unanswered);
        ensure!(!known.rows.is_empty(), "nothing was told while others wrote");
        let all = written.acknowledged.len();
        while known.rows.len() < all {
            position = to_the_end(&kim, &position, &mut known).await?;
        }
        assert!(known.rows.keys().eq(written.acknowledged.keys()), "what was told is what was written");
        assert_eq!(known.rows, listed(&kim, &position).await?, "the list at the position reached");
        Ok(())
    })
}

#[test]
fn a_stream_ends_with_its_token_and_another_token_goes_on() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let mut claims = world.identity.claims(clock::now().as_second());
        claims["team"] = json!("stream-token");
        let lasting = world.bearer(Some(&world.identity.sign(&claims)?));
        // Taken for a few seconds more, because clocks differ.
        claims["exp"] = json!(clock::now().as_second() - 5);
        let ending = world.bearer(Some(&world.identity.sign(&claims)?));

        let mut known = Known::default();
        let position = to_the_end(&ending, "", &mut known).await?;
        let refused = Refusal::expected(ending.dashboard().watch_reviews(from(&position)).await)?;
        assert_eq!((refused.code, refused.reason.as_str()), (Code::Unauthenticated, "UNAUTHENTICATED"));
        let meanwhile = lasting.submit(samples::harmless()).await?;
        let mut steps = open(&lasting, &position).await?;
        while known.rows.is_empty() {
            known.take_in(step(&mut steps).await?.context("the other token's stream ended")?)?;
        }
        assert!(known.rows.keys().eq([&meanwhile.id]), "{known:?}");
        Ok(())
    })
}

/// F20: a watch that is open when the issuer's keys are withdrawn, with a JWKS that has none, ends in order, as with the end of
/// its token. The next one is refused.
#[test]
fn a_stream_ends_when_the_keys_are_withdrawn() -> Result<()> {
    run(async {
        let world = World::start(told(&[("HAETAE__WATCH__HEARTBEAT_MS", "200")])).await?;
        let kim = world.requester("kim", "stream-keys")?;
        let mut steps = begun(&kim).await?;
        std::fs::write(world.stack.dir.path().join("jwks.json"), r#"{"keys": []}"#)?;
        let ended = async {
            while steps.message().await?.is_some() {}
            anyhow::Ok(())
        };
        timeout(BOUND, ended).await.context("the stream goes on")??;
        let refused = Refusal::expected(kim.dashboard().watch_reviews(from("")).await)?;
        assert_eq!((refused.code, refused.reason.as_str()), (Code::Unauthenticated, "UNAUTHENTICATED"));
        Ok(())
    })
}

/// A platform whose dashboard has this setting.
fn told(dashboard: &[(&'static str, &str)]) -> Setup {
    let extra = dashboard.iter().map(|(variable, value)| (Service::Dashboard, *variable, (*value).to_owned()));
    Setup { extra: extra.collect(), ..Setup::default() }
}

fn from(position: &str) -> WatchReviewsRequest {
    WatchReviewsRequest { consistency_token: position.to_owned(), ..Default::default() }
}

fn file() -> ExportReviewsRequest {
    ExportReviewsRequest { format: ExportFormat::Csv.into(), ..Default::default() }
}

async fn open(caller: &Caller, position: &str) -> Result<Steps, Status> {
    Ok(caller.dashboard().watch_reviews(from(position)).await?.into_inner())
}

async fn step(steps: &mut Steps) -> Result<Option<WatchReviewsResponse>> {
    Ok(timeout(BOUND, steps.message()).await.context("nothing came")??)
}

/// A stream that has begun.
async fn begun(caller: &Caller) -> Result<Steps> {
    let mut steps = open(caller, "").await?;
    step(&mut steps).await?.context("the stream ended")?;
    Ok(steps)
}

/// Asks until there is a place: the service notices a little later that a stream was closed.
async fn let_in<T>(ask: impl AsyncFn() -> Result<T, Status>) -> Result<T> {
    eventually("a place", async || match ask().await {
        Ok(stream) => Ok(Some(stream)),
        Err(status) if status.code() == Code::ResourceExhausted => Ok(None),
        Err(status) => Err(status.into()),
    })
    .await
}

/// Takes a file to its end, as soon as there is a place.
async fn saved(caller: &Caller) -> Result<()> {
    let mut parts = let_in(async || caller.dashboard().export_reviews(file()).await).await?.into_inner();
    let mut last = None;
    while let Some(part) = parts.message().await? {
        last = part.part;
    }
    ensure!(matches!(last, Some(Part::Manifest(_))), "no whole file: {last:?}");
    Ok(())
}

/// Follows from a position until the stream ends in order; gives the position it ended at.
async fn to_the_end(caller: &Caller, position: &str, known: &mut Known<ReviewRow>) -> Result<String> {
    let following = async {
        let mut steps = open(caller, position).await?;
        let mut last = step(&mut steps).await?.context("the stream never began")?;
        while let Some(next) = step(&mut steps).await? {
            last = next;
            known.take_in(last.clone())?;
        }
        ensure!(last.changes.is_empty(), "the last step only says where the stream ended");
        Ok(last.consistency_token)
    };
    timeout(BOUND, following).await.context("the stream does not end")?
}

/// The list at a position.
async fn listed(caller: &Caller, position: &str) -> Result<BTreeMap<String, ReviewRow>> {
    let sequence = token::parse_consistency_token(position).ok().flatten().context("no position")?;
    let as_of = Some(AsOf { moment: Some(Moment::Position(sequence)) });
    let mut request = ListReviewsRequest { as_of, page_size: 200, ..Default::default() };
    let mut rows = BTreeMap::new();
    loop {
        let page = caller.dashboard().list_reviews(request.clone()).await?.into_inner();
        rows.extend(page.reviews.into_iter().map(|row| (row.review_id.clone(), row)));
        if page.next_page_token.is_empty() {
            return Ok(rows);
        }
        request.page_token = page.next_page_token;
    }
}

fn full(refusal: &Refusal, of: &str, limit: &str) -> Result<()> {
    ensure!((refusal.code, refusal.reason.as_str()) == (Code::ResourceExhausted, "TOO_MANY_STREAMS"), "{refusal:?}");
    let facts = BTreeMap::from([("of", of), ("limit", limit)].map(|(key, value)| (key.to_owned(), value.to_owned())));
    ensure!(refusal.metadata == facts && refusal.retry_after.is_some(), "{refusal:?}");
    Ok(())
}
