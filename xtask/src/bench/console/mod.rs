//! `cargo xtask bench console`: pages from end to end, beside the calls of the API that they make; and the memory that people
//! with open lists cost.

mod live;
mod pages;

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use haetae_cli::progress::Progress;
use haetae_client::Bearer;
use haetae_devstack::{Browser, Console, Platform, Stack, StackOptions};
use haetae_event_log::{EventLog as _, JetStreamLog, Options};
use haetae_issuer::Place;
use haetae_proto::dashboard::v1::ListReviewsRequest;
use sqlx::postgres::PgPoolOptions;
use tokio::time::Instant;

use self::pages::{Asked, PERSON, Page};
use super::{
    fill::fill,
    memory::cpu,
    rebuild::{caught_up, prepare},
};
use crate::{
    demo::{Entrance, drive},
    identity::Identity,
    workspace,
};

/// How many times longer than its calls a page may take.
const GOAL: f64 = 1.5;
/// The most that a page with 50 rows may have, in bytes of HTML.
const LARGEST: usize = 60 * 1024;

/// Pages of the console, beside the calls that they make.
#[derive(Debug, clap::Args)]
pub(crate) struct ConsoleArgs {
    /// Reviews, about.
    #[arg(long, default_value_t = 10_000)]
    reviews: u64,
    /// Times each page is opened; the middle one counts.
    #[arg(long, default_value_t = 41)]
    turns: usize,
    /// People with a list open.
    #[arg(long, default_value_t = 100)]
    people: usize,
}

/// Prints the figures.
pub(crate) async fn run(args: ConsoleArgs) -> Result<()> {
    let progress = Progress::new();
    progress.step("starting durable servers and the four services");
    let stack = Stack::start(StackOptions::default()).await?;
    let place = Place::choose().await.context("no port for the identity provider")?;
    let identity = Identity::issued_by(place.url(), stack.dir.path())?;
    let mut platform = prepare(&progress, &stack, &identity).await?;
    grow(&progress, &stack, &mut platform, args.reviews).await?;
    let options = identity.platform(workspace::bin_dir()?);
    let mut entrance = Entrance::open(place, &identity, &options, &platform, &stack).await?;
    let (channels, person) = (drive::channels(&platform), Bearer::new(&identity.reviewer()?, "ko")?);
    let number = with_findings(&channels, &person).await?;
    let asked = Asked { channels, person, number };
    measure(&progress, &entrance.console, &asked, args.turns).await?;
    live::measure(&progress, &entrance.console, &identity, &asked, args.people).await?;
    progress.step("stopping everything");
    entrance.console.stop().await?;
    platform.stop().await?;
    Ok(stack.stop().await?)
}

/// Fills the log and starts the services on it.
async fn grow(progress: &Progress, stack: &Stack, platform: &mut Platform, reviews: u64) -> Result<()> {
    let log = JetStreamLog::connect(Options::new(stack.nats.url())).await?;
    let pool = PgPoolOptions::new().max_connections(2).connect(platform.database_url()).await?;
    // The demo's reviews give the number of commits per review.
    let seeds: i64 = sqlx::query_scalar("SELECT count(*) FROM board.reviews").fetch_one(&pool).await?;
    let commits = log.head().await? * reviews / seeds.unsigned_abs().max(1);
    progress.step(format!("filling the log with about {commits} commits"));
    fill(&log, commits, |done| progress.detail(&format!("{done} of {commits} commits"))).await?;
    progress.step("letting the services catch up");
    platform.restart_all().await?;
    caught_up(&pool, log.head().await?).await?;
    sqlx::raw_sql("VACUUM ANALYZE").execute(&pool).await?;
    pool.close().await;
    Ok(())
}

/// The number of the oldest review with findings: it has a checklist, results and a history.
async fn with_findings(channels: &haetae_client::Channels, person: &Bearer) -> Result<String> {
    let (filter, order_by) = ("open_findings > 0".to_owned(), "submitted_at".to_owned());
    let request = ListReviewsRequest { filter, order_by, page_size: 1, ..Default::default() };
    let listed = channels.dashboard(person).await?.list_reviews(request).await?.into_inner();
    Ok(listed.reviews.into_iter().next().context("no review has findings")?.number)
}

/// The figures of a page.
#[derive(Debug, Default)]
struct Figures {
    pages: Vec<Duration>,
    calls: Vec<Duration>,
    bytes: usize,
    cpu: Duration,
}

async fn measure(progress: &Progress, console: &Console, asked: &Asked, turns: usize) -> Result<()> {
    let mut browser = Browser::new("ko");
    browser.sign_in(&console.page("/reviews"), PERSON).await?;
    progress.result(&format!("pages and the calls they make, from end to end, in turn; middle of {turns}"));
    progress
        .result(&format!("{:<26} {:>8} {:>9} {:>6} {:>9} {:>8}", "", "page ms", "calls ms", "ratio", "CPU ms", "KiB"));
    let (mut worst, mut largest) = (0.0_f64, 0);
    for page in Page::ALL {
        progress.step(page.name());
        let figures = turn(console, &mut browser, asked, page, turns.max(1)).await?;
        let [of_page, of_calls] = [figures.pages, figures.calls].map(|took| middle(took).as_secs_f64() * 1e3);
        let (ratio, cpu) = (of_page / of_calls, figures.cpu.as_secs_f64() * 1e3 / turns.max(1) as f64);
        worst = worst.max(ratio);
        largest = largest.max(figures.bytes);
        let kib = figures.bytes as f64 / 1024.0;
        progress
            .result(&format!("{:<26} {of_page:>8.2} {of_calls:>9.2} {ratio:>6.2} {cpu:>9.2} {kib:>8.1}", page.name()));
    }
    let said = |reached: bool| if reached { "reached" } else { "not reached" };
    progress.result(&format!("largest ratio {worst:.2}; goal {GOAL}: {}", said(worst <= GOAL)));
    let (kib, goal) = (largest as f64 / 1024.0, LARGEST / 1024);
    progress
        .result(&format!("largest page {kib:.1} KiB before compression; goal {goal}: {}", said(largest <= LARGEST)));
    Ok(())
}

/// Alternates between opening a page and making its calls, so that other load of the machine affects both.
async fn turn(console: &Console, browser: &mut Browser, asked: &Asked, page: Page, turns: usize) -> Result<Figures> {
    let (url, pid) = (console.page(&page.path(&asked.number)), console.pid().context("the console does not run")?);
    // The first of each is not counted: connections are open and statements prepared then.
    browser.get(&url).await?;
    page.calls(asked).await?;
    let (mut figures, before) = (Figures::default(), cpu(pid)?);
    for _ in 0..turns {
        let started = Instant::now();
        let shown = browser.get(&url).await?;
        figures.pages.push(started.elapsed());
        ensure!(shown.status == 200, "{url} answers {}", shown.status);
        figures.bytes = shown.text.len();
        let started = Instant::now();
        page.calls(asked).await?;
        figures.calls.push(started.elapsed());
    }
    figures.cpu = cpu(pid)?.saturating_sub(before);
    Ok(figures)
}

fn middle(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took.get(took.len() / 2).copied().unwrap_or_default()
}
