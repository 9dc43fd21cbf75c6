//! `cargo xtask bench rebuild`: replaying the log into a fresh read model, beside a bare COPY of the same rows.

use std::time::Duration;

use anyhow::{Result, bail, ensure};
use futures::{StreamExt as _, TryStreamExt as _};
use haetae_cli::progress::Progress;
use haetae_client::Bearer;
use haetae_dashboard::Board;
use haetae_devstack::{Platform, Service, Stack, StackOptions};
use haetae_event_log::{EventLog as _, JetStreamLog, Options};
use haetae_projector::{Compared, OnDifference, Progress as Stage, live_generation, rebuild};
use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::time::{Instant, sleep};

use super::{copy, fill::fill, memory};
use crate::{
    demo::{diagnose, drive, requests},
    identity::Identity,
    workspace,
};

const CATCH_UP_BOUND: Duration = Duration::from_secs(20 * 60);
const PAUSE: Duration = Duration::from_millis(100);

/// A rebuild of the read model `board`, beside a bare COPY of its rows.
#[derive(Debug, clap::Args)]
pub(crate) struct RebuildArgs {
    /// Commits in the log.
    #[arg(long, default_value_t = 200_000)]
    commits: u64,
    /// Rebuilds, each beside a COPY; the middle one counts.
    #[arg(long, default_value_t = 3)]
    turns: usize,
}

/// The end of each stage of a rebuild.
#[derive(Debug, Clone, Copy)]
struct Times {
    load: Duration,
    index: Duration,
    compare_and_swap: Duration,
}

/// Prints the figures.
pub(crate) async fn run(args: RebuildArgs) -> Result<()> {
    let progress = Progress::new();
    progress.step("starting durable servers and the four services");
    let stack = Stack::start(StackOptions::default()).await?;
    let identity = Identity::create(stack.dir.path())?;
    let mut platform = prepare(&progress, &stack, &identity).await?;
    let log = JetStreamLog::connect(Options::new(stack.nats.url())).await?;
    progress.step(format!("filling the log with {} commits", args.commits));
    let started = Instant::now();
    fill(&log, args.commits, |done| progress.detail(&format!("{done} of {} commits", args.commits))).await?;
    let filled = started.elapsed();
    progress.step("letting the dashboard catch up");
    let pool = PgPoolOptions::new().max_connections(4).connect(platform.database_url()).await?;
    let started = Instant::now();
    platform.restart(Service::Dashboard).await?;
    let position = caught_up(&pool, log.head().await?).await?;
    progress.result(&format!(
        "{position} commits, filled in {:.1} s; the dashboard caught up in {:.1} s",
        filled.as_secs_f64(),
        started.elapsed().as_secs_f64()
    ));
    turns(&progress, &log, &pool, args.turns, position).await?;
    reading(&progress, &log, position).await?;
    progress.step("haetae-dashboard rebuild board");
    let (started, launch) = (Instant::now(), platform.launch(Service::Dashboard).clone().args(["rebuild", "board"]));
    let peak = memory::of_run(&launch).await?.unwrap_or_default();
    let took = started.elapsed().as_secs_f64();
    progress.result(&format!("as a process of its own, from start to swap: {took:.2} s, peak memory {peak:.1} MiB"));
    let processes = [("dashboard", platform.pid(Service::Dashboard)), ("nats", stack.nats.pid())];
    progress.result(&format!("peak memory\n{}", memory::table(processes)));
    progress.step("stopping everything");
    pool.close().await;
    platform.stop().await?;
    Ok(stack.stop().await?)
}

/// Leaves the commits of the demo's requests in the log, and no service running that would answer more of them.
pub(super) async fn prepare(progress: &Progress, stack: &Stack, identity: &Identity) -> Result<Platform> {
    let requests = requests::shipped()?;
    let mut platform = Platform::start(identity.platform(workspace::bin_dir()?), stack).await?;
    progress.step("playing the demo's requests");
    let channels = drive::channels(&platform);
    let reviewer = Bearer::new(&identity.reviewer()?, "en")?;
    let (submitted, token) = drive::submit(&channels, identity, "en", requests).await?;
    drive::scored(&channels, &reviewer, &submitted, &token).await?;
    let (_, token) = diagnose::judge(&channels, &reviewer, &submitted).await?;
    drive::in_diagnosis(&channels, &reviewer, &submitted, &token).await?;
    for service in Service::ALL {
        let status = platform.terminate(service, Duration::from_secs(30)).await?;
        ensure!(status.is_some_and(|status| status.success()), "{service} did not stop cleanly");
    }
    Ok(platform)
}

pub(super) async fn caught_up(pool: &PgPool, head: u64) -> Result<u64> {
    let until = Instant::now() + CATCH_UP_BOUND;
    loop {
        let mut db = pool.acquire().await?;
        let (_, position, _) = live_generation::<Board>(&mut db).await?;
        if position >= head {
            return Ok(position);
        }
        ensure!(Instant::now() < until, "the dashboard is at {position} of {head} after {CATCH_UP_BOUND:?}");
        drop(db);
        sleep(PAUSE).await;
    }
}

async fn turns(progress: &Progress, log: &JetStreamLog, pool: &PgPool, turns: usize, commits: u64) -> Result<()> {
    progress.result("rebuild of board, durable; bare: COPY of the same rows without keys and indexes");
    progress.result("  load s   index s  compare+swap s   commits/s     rows/s   COPY s   COPY rows/s   ratio");
    let mut lines = Vec::new();
    for turn in 1..=turns {
        progress.step(format!("rebuild {turn} of {turns}"));
        let times = timed(log, pool).await?;
        progress.step(format!("bare COPY {turn} of {turns}"));
        let copied = copy::bare::<Board>(pool).await?;
        let (took, bare) = ((times.load + times.index).as_secs_f64(), copied.took.as_secs_f64());
        let ratio = bare / took;
        let line = format!(
            "{:>8.2} {:>9.2} {:>15.2} {:>11.0} {:>10.0} {bare:>8.2} {:>13.0} {ratio:>7.2}",
            times.load.as_secs_f64(),
            times.index.as_secs_f64(),
            times.compare_and_swap.as_secs_f64(),
            commits as f64 / took,
            copied.rows as f64 / took,
            copied.rows as f64 / bare,
        );
        progress.result(&line);
        lines.push((ratio, copied));
    }
    lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    match lines.get(lines.len() / 2) {
        Some((ratio, copied)) => progress.result(&format!(
            "middle ratio {ratio:.2} of bare COPY; {} rows, {:.1} MiB",
            copied.rows,
            copied.bytes as f64 / f64::from(1 << 20)
        )),
        None => bail!("there were no turns"),
    }
    Ok(())
}

/// The lower bound of a rebuild: reading the whole log.
async fn reading(progress: &Progress, log: &JetStreamLog, commits: u64) -> Result<()> {
    progress.step("reading the log alone");
    let started = Instant::now();
    let mut read = log.read(0).take(usize::try_from(commits)?);
    let mut bytes = 0;
    while let Some(recorded) = read.try_next().await? {
        bytes += recorded.payload.len();
    }
    let (took, mib) = (started.elapsed().as_secs_f64(), bytes as f64 / f64::from(1 << 20));
    let rate = commits as f64 / took;
    progress.result(&format!("reading the log alone: {took:.2} s, {rate:.0} commits/s, {mib:.0} MiB of payload"));
    Ok(())
}

/// Times one rebuild, which must also produce the rows of the live generation.
async fn timed(log: &JetStreamLog, pool: &PgPool) -> Result<Times> {
    let started = Instant::now();
    let (mut loaded, mut indexed) = (started, started);
    let on_stage = |stage| match stage {
        Stage::Loading { .. } | Stage::Swapping => {}
        Stage::Indexing => loaded = Instant::now(),
        Stage::Comparing { .. } => indexed = Instant::now(),
    };
    let rebuilt = rebuild::<Board>(log, pool, OnDifference::Stop, on_stage).await?;
    ensure!(
        matches!(rebuilt.compared, Some(Compared::Equal(_))),
        "the rebuild was not compared with the live generation"
    );
    let mut db = pool.acquire().await?;
    haetae_projector::drop_generation(&mut db, "board", rebuilt.retired).await?;
    Ok(Times { load: loaded - started, index: indexed - loaded, compare_and_swap: indexed.elapsed() })
}
