//! `cargo xtask bench as-of`: the same questions about now and about earlier positions.

use std::time::Duration;

use anyhow::Result;
use haetae_cli::{
    clients::{Authorized, Bearer},
    progress::Progress,
};
use haetae_devstack::{Service, Stack, StackOptions};
use haetae_event_log::{EventLog as _, JetStreamLog, Options};
use haetae_proto::dashboard::v1::{
    AsOf, GetReviewOverviewRequest, GetSummaryRequest, GetTrendsRequest, ListReviewsRequest, TrendInterval,
    as_of::Moment, dashboard_service_client::DashboardServiceClient,
};
use haetae_service_kit::token::consistency_token;
use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::time::Instant;

use super::{
    fill::fill,
    rebuild::{caught_up, prepare},
};
use crate::{demo::drive, identity::Identity};

/// Seconds between two requests.
const APART: i64 = 600;
/// How far an answer as of a position may be behind one about now.
const GOAL: f64 = 2.0;
/// Positions, in percent of the log.
const POSITIONS: [u64; 4] = [2, 10, 50, 90];

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

/// A question of the dashboard.
#[derive(Debug, Clone, Copy)]
enum Question {
    Summary,
    /// Order and filter; the answer also counts the whole list.
    List(&'static str, &'static str, &'static str),
    Overview,
    Trends,
}

const QUESTIONS: [Question; 9] = [
    Question::Summary,
    Question::List("list, newest first", "", ""),
    Question::List("list by last change", "updated_at desc", ""),
    Question::List("list by score", "score desc", ""),
    Question::List("list by team, filtered", "team", "level >= HIGH"),
    Question::List("list of one status, counted", "", "status = IN_DIAGNOSIS"),
    Question::List("text search, counted", "", "결제"),
    Question::Overview,
    Question::Trends,
];

/// Prints the figures.
pub(crate) async fn run(args: AsOfArgs) -> Result<()> {
    let progress = Progress::new();
    progress.step("starting durable servers and the four services");
    let stack = Stack::start(StackOptions::default()).await?;
    let identity = Identity::create(stack.dir.path())?;
    let mut platform = prepare(&progress, &stack, &identity).await?;
    let log = JetStreamLog::connect(Options::new(stack.nats.url())).await?;
    let pool = PgPoolOptions::new().max_connections(4).connect(platform.database_url()).await?;
    // The demo's reviews tell how many commits a review has.
    let seeds: i64 = sqlx::query_scalar("SELECT count(*) FROM board.reviews").fetch_one(&pool).await?;
    let commits = log.head().await? * args.reviews / seeds.unsigned_abs().max(1);
    progress.step(format!("filling the log with about {commits} commits"));
    fill(&log, commits, APART, |done| progress.detail(&format!("{done} of {commits} commits"))).await?;
    progress.step("letting the dashboard catch up");
    platform.restart(Service::Dashboard).await?;
    let head = caught_up(&pool, log.head().await?).await?;
    sqlx::raw_sql("VACUUM ANALYZE").execute(&pool).await?;
    let mut dashboard = drive::channels(&platform).dashboard(&Bearer::new(&identity.reviewer()?, "en")?).await?;
    // Also lets the archive catch up.
    let oldest = oldest(&pool).await?;
    Question::Overview.ask(&mut dashboard, &oldest, None, head).await?;
    measure(&progress, &mut dashboard, &oldest, head, args.turns).await?;
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
    oldest: &str,
    head: u64,
    turns: usize,
) -> Result<()> {
    let columns: Vec<_> = POSITIONS.iter().map(|percent| format!("{:>8} ×", format!("{percent} %"))).collect();
    progress
        .result(&format!("as of positions of {head} commits, beside now; calls from end to end, middle of {turns}"));
    progress.result(&format!("{:<30} {:>8} {}", "", "now ms", columns.join(" ")));
    let mut worst = 0.0_f64;
    for question in QUESTIONS {
        progress.step(question.name());
        let now = middle(question, dashboard, oldest, None, (head, turns)).await?;
        let mut factors = Vec::new();
        for percent in POSITIONS {
            let then = middle(question, dashboard, oldest, Some(head * percent / 100), (head, turns)).await?;
            factors.push(then.as_secs_f64() / now.as_secs_f64());
        }
        worst = factors.iter().copied().fold(worst, f64::max);
        let factors: Vec<_> = factors.iter().map(|factor| format!("{factor:>8.2}  ")).collect();
        progress.result(&format!("{:<30} {:>8.2} {}", question.name(), now.as_secs_f64() * 1e3, factors.join(" ")));
    }
    let verdict = if worst <= GOAL { "reached" } else { "not reached" };
    progress.result(&format!("largest factor {worst:.2}; goal {GOAL}: {verdict}"));
    Ok(())
}

/// The middle of several calls.
async fn middle(
    question: Question,
    dashboard: &mut DashboardServiceClient<Authorized>,
    oldest: &str,
    position: Option<u64>,
    (head, turns): (u64, usize),
) -> Result<Duration> {
    let mut took = Vec::new();
    for _ in 0..turns.max(1) {
        let started = Instant::now();
        question.ask(dashboard, oldest, position, head).await?;
        took.push(started.elapsed());
    }
    took.sort_unstable();
    Ok(took[took.len() / 2])
}

impl Question {
    const fn name(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::List(name, _, _) => name,
            Self::Overview => "overview of one review",
            Self::Trends => "trends, 12 months of a year",
        }
    }

    async fn ask(
        self,
        dashboard: &mut DashboardServiceClient<Authorized>,
        oldest: &str,
        position: Option<u64>,
        head: u64,
    ) -> Result<()> {
        let as_of = position.map(|position| AsOf { moment: Some(Moment::Position(position)) });
        let consistency_token = consistency_token(head);
        match self {
            Self::Summary => drop(dashboard.get_summary(GetSummaryRequest { consistency_token, as_of }).await?),
            Self::List(_, order_by, filter) => {
                let (order_by, filter) = (order_by.to_owned(), filter.to_owned());
                let request = ListReviewsRequest { order_by, filter, consistency_token, as_of, ..Default::default() };
                drop(dashboard.list_reviews(request).await?);
            }
            Self::Overview => {
                let request = GetReviewOverviewRequest { review_id: oldest.to_owned(), consistency_token, as_of };
                drop(dashboard.get_review_overview(request).await?);
            }
            Self::Trends => {
                let today = haetae_service_kit::clock::now().to_string();
                let last_day = today.get(..10).unwrap_or_default().to_owned();
                let first_day = format!("{}{}", today.get(..4).unwrap_or_default(), "-01-01");
                let interval = TrendInterval::Month.into();
                let request =
                    GetTrendsRequest { interval, first_day, last_day, consistency_token, as_of, ..Default::default() };
                drop(dashboard.get_trends(request).await?);
            }
        }
        Ok(())
    }
}
