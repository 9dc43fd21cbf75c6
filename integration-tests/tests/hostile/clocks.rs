//! Services whose system clocks are wrong, by days, for a moment or for good.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Caller, Refusal, Setup, eventually, fresh_id, run, samples};
use haetae_proto::{
    common::v1::ReviewStatus,
    dashboard::v1::{AsOf, ListReviewsRequest, ReviewRow, as_of::Moment},
    event::v1::{Commit, event::Event},
    intake::v1::SubmitReviewRequest,
};
use haetae_service_kit::{clock, token};
use jiff::{SignedDuration, Timestamp};
use prost::Message as _;
use prost_types::Timestamp as Wire;
use serde_json::json;
use tokio::time::sleep;

use crate::scenario::{Alarm, Scenario};

const DAY: i64 = 86_400;
/// Longer than a timer sleeps at most.
const LOOKED: Duration = Duration::from_secs(12);
const ALARM: &str = "CLOCK_SKEWED";

/// The system clocks of the services that write, to be set at will.
struct WrongClocks(PathBuf);

impl WrongClocks {
    fn new() -> Result<Self> {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(fresh_id().to_string());
        fs::create_dir_all(&dir)?;
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/wrong_clock.c");
        let mut compiler = Command::new("cc");
        let compiled = compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(dir.join("clock.so")).arg(source).status();
        ensure!(compiled.context("a C compiler")?.success(), "the library that shifts clocks does not compile");
        Ok(Self(dir))
    }

    /// A platform whose writers go by these clocks.
    fn setup(&self) -> Result<Setup> {
        let mut setup = Setup::default();
        for service in [Service::Intake, Service::Risk, Service::Checkpoint] {
            self.set(service, 0)?;
            let path = |path: PathBuf| path.to_string_lossy().into_owned();
            setup.extra.push((service, "WRONG_CLOCK", path(self.file(service))));
            setup.extra.push((service, "LD_PRELOAD", path(self.0.join("clock.so"))));
        }
        Ok(setup)
    }

    fn file(&self, service: Service) -> PathBuf {
        self.0.join(service.name())
    }

    /// Sets the clock of a service, at once, to so many seconds ahead.
    fn set(&self, service: Service, ahead: i64) -> Result<()> {
        use std::os::unix::fs::FileExt as _;
        let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(self.file(service))?;
        Ok(file.write_all_at(&ahead.to_ne_bytes(), 0)?)
    }
}

impl Drop for WrongClocks {
    fn drop(&mut self) {
        // What is left is cleaned up with the target folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A caller whose token is good at any time of these tests.
fn timeless(scenario: &Scenario) -> Result<Caller> {
    let now = clock::now().as_second();
    let mut claims = scenario.world.identity.claims(now - 300 * DAY);
    claims["exp"] = json!(now + 300 * DAY);
    claims["team"] = json!("neighbours");
    Ok(scenario.world.bearer(Some(&scenario.world.identity.sign(&claims)?)))
}

/// `A8`: a service whose clock is days off, either way, writes nothing and says so, is not ready, and goes on by itself when
/// its clock is right; no deadline of any review is met meanwhile.
#[test]
fn a_clock_days_off_writes_nothing_and_meets_no_deadline() -> Result<()> {
    run(async {
        let clocks = WrongClocks::new()?;
        let mut scenario = Scenario::start(clocks.setup()?).await?;
        let kim = timeless(&scenario)?;
        let review = kim.submit(samples::smart_city()).await?.id;
        kim.checklist(&review).await?;
        for ahead in [2 * DAY, -2 * DAY, 60 * DAY] {
            let request = samples::ordinary();
            clocks.set(Service::Intake, ahead)?;
            let refusal = Refusal::expected(kim.intake().submit_review(request.clone()).await)?;
            ensure!(refusal.reason == ALARM, "{ahead}: {refusal:?}");
            scenario.serves(Service::Intake, false).await?;
            sleep(LOOKED).await;
            clocks.set(Service::Intake, 0)?;
            let submitted =
                eventually("writes to go on", async || Ok(kim.intake().submit_review(request.clone()).await.ok()))
                    .await?
                    .into_inner();
            scenario.serves(Service::Intake, true).await?;
            shown_today(&kim, &submitted.consistency_token, &id_of(&request, submitted.review)?).await?;
        }
        // Reactors and timers of the others.
        for service in [Service::Risk, Service::Checkpoint] {
            clocks.set(service, 100 * DAY)?;
            scenario.serves(service, false).await?;
            sleep(LOOKED).await;
            clocks.set(service, 0)?;
            scenario.serves(service, true).await?;
        }
        let now = clock::now();
        for entry in scenario.world.log().await?.all().await? {
            let at = timestamp(entry.commit.recorded_at).context("a time")?;
            ensure!(at.duration_since(now).abs() < SignedDuration::from_hours(1), "{} says {at}", entry.sequence);
            let met = entry.events().any(|event| {
                matches!(event, Event::ReviewTargetBreached(_) | Event::AcceptanceEnded(_) | Event::FindingOverdue(_))
            });
            ensure!(!met, "a deadline was met at {}", entry.sequence);
        }
        scenario.goes_on().await?;
        let alarm = |service| Alarm { service, says: ALARM };
        scenario.ends_well(&[alarm(Service::Intake), alarm(Service::Risk), alarm(Service::Checkpoint)]).await
    })
}

/// `A8`: a commit whose own time is days ahead, written before clocks were compared, is shown at the time at which the log stored
/// it, raises an alarm, and hides nothing from queries about today. An audit names the commits that follow it.
#[test]
fn a_commit_of_a_wrong_clock_is_shown_at_the_logs_time() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        let log = scenario.world.log().await?;
        let first = scenario.acknowledged().first().context("an acknowledged review")?.review_id.clone();
        let old = log.of("review", &first).await?.remove(0).commit;
        let id = fresh_id();
        let mut recorded_at = old.recorded_at.context("a time")?;
        recorded_at.seconds += 2 * DAY;
        let wrong = Commit {
            commit_id: id.as_bytes().to_vec().into(),
            aggregate_id: id.to_string(),
            recorded_at: Some(recorded_at),
            ..old
        };
        let sent = log.context().publish(format!("ev.review.{id}"), wrong.encode_to_vec().into()).await?;
        let position = sent.await?.sequence;
        shown_today(&scenario.caller, &token::consistency_token(position), &id.to_string()).await?;
        let answered = async || Ok((!log.of("risk", &id.to_string()).await?.is_empty()).then_some(()));
        eventually("the assessment of the misdated review", answered).await?;
        scenario.goes_on().await?;
        let ended = scenario.finish().await?;
        ended.nothing_is_lost().await?;
        ended.the_dashboard_serves().await?;
        ended.alarms_are_named(&[Alarm { service: Service::Dashboard, says: ALARM }]).await?;
        // An audit has the times of writers alone: it names what follows on the wrong one, and nothing else.
        let (code, audit) = ended.audited().await?;
        let findings = audit["findings"].as_array().context("no findings")?;
        let of_it = format!("before sequence {position} of");
        let named = findings
            .iter()
            .all(|one| one["kind"] == "TIME" && one["what"].as_str().is_some_and(|what| what.contains(&of_it)));
        ensure!(code == Some(9) && named && !findings.is_empty(), "{audit}");
        Ok(())
    })
}

fn id_of(request: &SubmitReviewRequest, review: Option<haetae_proto::intake::v1::Review>) -> Result<String> {
    let review = review.with_context(|| format!("no review for {}", request.request_id))?;
    Ok(review.review_id)
}

/// The review is in the list as of now, not as of some time later, and was submitted today.
async fn shown_today(caller: &Caller, consistency_token: &str, id: &str) -> Result<()> {
    caller.shown(consistency_token).await?;
    // The times that clocks may differ by.
    let soon = clock::now() + SignedDuration::from_secs(10);
    let time = Wire { seconds: soon.as_second(), nanos: 0 };
    let request = ListReviewsRequest {
        page_size: 200,
        as_of: Some(AsOf { moment: Some(Moment::Time(time)) }),
        consistency_token: consistency_token.to_owned(),
        ..Default::default()
    };
    let reviews = caller.dashboard().list_reviews(request).await?.into_inner().reviews;
    let of = |row: &&ReviewRow| row.review_id == id;
    let row = reviews.iter().find(of).with_context(|| format!("{id} is not shown today"))?;
    ensure!(row.status() != ReviewStatus::Unspecified, "no status");
    let at = timestamp(row.submitted_at).context("a time")?;
    ensure!(at <= soon, "it was submitted at {at}");
    Ok(())
}

fn timestamp(at: Option<Wire>) -> Option<Timestamp> {
    at.and_then(|at| Timestamp::new(at.seconds, at.nanos).ok())
}
