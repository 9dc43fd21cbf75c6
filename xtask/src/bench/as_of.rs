//! `cargo xtask bench as-of`: the same questions about now and about earlier positions.

use std::time::Duration;

use anyhow::Result;
use haetae_cli::progress::Progress;
use haetae_client::{Authorized, Bearer};
use haetae_devstack::{Service, Stack, StackOptions};
use haetae_event_log::{EventLog as _, JetStreamLog, Options};
use haetae_proto::dashboard::v1::dashboard_service_client::DashboardServiceClient;
use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::time::Instant;

use super::{
    fill::fill,
    questions::{Asked, QUESTIONS, Question},
    rebuild::{caught_up, prepare},
};
use crate::{demo::drive, identity::Identity};

/// How many times slower an answer as of a position may be than a current one.
const GOAL: f64 = 2.0;
/// Positions, in percent of the log.
const POSITIONS: [u64; 4] = [2, 10, 50, 90];
/// Now and the positions.
const MOMENTS: usize = POSITIONS.len() + 1;

/// Queries about now and as of earlier positions.
#[derive(Debug, clap::Args)]
pub(crate) struct AsOfArgs {
    /// Reviews, about.
    #[arg(long, default_value_t = 100_000)]
    reviews: u64,
    /// Times each question is asked; the middle one counts.
    #[arg(long, default_value_t = 21)]
    turns: usize,
}

/// Prints the figures.
pub(crate) async fn run(args: AsOfArgs) -> Result<()> {
    let progress = Progress::new();
    progress.step("starting durable servers and the four services");
    let stack = Stack::start(StackOptions::default()).await?;
    let identity = Identity::create(stack.dir.path())?;
    let mut platform = prepare(&progress, &stack, &identity).await?;
    let log = JetStreamLog::connect(Options::new(stack.nats.url())).await?;
    let pool = PgPoolOptions::new().max_connections(4).connect(platform.database_url()).await?;
    // The demo's reviews give the number of commits per review.
    let seeds: i64 = sqlx::query_scalar("SELECT count(*) FROM board.reviews").fetch_one(&pool).await?;
    let commits = log.head().await? * args.reviews / seeds.unsigned_abs().max(1);
    progress.step(format!("filling the log with about {commits} commits"));
    fill(&log, commits, |done| progress.detail(&format!("{done} of {commits} commits"))).await?;
    progress.step("letting the dashboard catch up");
    platform.restart(Service::Dashboard).await?;
    let head = caught_up(&pool, log.head().await?).await?;
    sqlx::raw_sql("VACUUM ANALYZE").execute(&pool).await?;
    let mut dashboard = drive::channels(&platform).dashboard(&Bearer::new(&identity.reviewer()?, "en")?).await?;
    let asked = Asked { review: oldest(&pool).await?, head };
    // Also lets the archive and the diagnoses catch up.
    for question in [Question::Overview, Question::Summary] {
        question.ask(&mut dashboard, &asked, None).await?;
    }
    measure(&progress, &mut dashboard, &asked, args.turns).await?;
    progress.step("stopping everything");
    pool.close().await;
    platform.stop().await?;
    Ok(stack.stop().await?)
}

/// The review that there is at every position that is asked for.
async fn oldest(pool: &PgPool) -> Result<String> {
    let sql = "SELECT review_id::text FROM board.timeline ORDER BY seq LIMIT 1";
    Ok(sqlx::query_scalar(sql).fetch_one(pool).await?)
}

async fn measure(
    progress: &Progress,
    dashboard: &mut DashboardServiceClient<Authorized>,
    asked: &Asked,
    turns: usize,
) -> Result<()> {
    let head = asked.head;
    let columns: Vec<_> = POSITIONS.iter().map(|percent| format!("{:>8} ×", format!("{percent} %"))).collect();
    progress
        .result(&format!("as of positions of {head} commits, beside now; calls from end to end, middle of {turns}"));
    progress.result(&format!("{:<32} {:>8} {}", "", "now ms", columns.join(" ")));
    let mut worst = 0.0_f64;
    for question in QUESTIONS {
        progress.step(question.name());
        let [now, then @ ..] = middles(question, dashboard, asked, turns).await?;
        let factors = then.map(|then| then.as_secs_f64() / now.as_secs_f64());
        worst = factors.into_iter().fold(worst, f64::max);
        let factors = factors.map(|factor| format!("{factor:>8.2}  "));
        progress.result(&format!("{:<32} {:>8.2} {}", question.name(), now.as_secs_f64() * 1e3, factors.join(" ")));
    }
    let verdict = if worst <= GOAL { "reached" } else { "not reached" };
    progress.result(&format!("largest factor {worst:.2}; goal {GOAL}: {verdict}"));
    Ok(())
}

/// Returns the median of several calls for now and for each position. The calls alternate, so that other load of the
/// machine affects all of them.
async fn middles(
    question: Question,
    dashboard: &mut DashboardServiceClient<Authorized>,
    asked: &Asked,
    turns: usize,
) -> Result<[Duration; MOMENTS]> {
    let mut took: [Vec<Duration>; MOMENTS] = Default::default();
    for _ in 0..turns.max(1) {
        let positions = std::iter::once(None).chain(POSITIONS.map(|percent| Some(asked.head * percent / 100)));
        for (took, position) in took.iter_mut().zip(positions) {
            let started = Instant::now();
            question.ask(dashboard, asked, position).await?;
            took.push(started.elapsed());
        }
    }
    Ok(took.map(|mut took| {
        took.sort_unstable();
        took[took.len() / 2]
    }))
}
