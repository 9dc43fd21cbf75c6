//! `cargo xtask bench queries`: query times with and without a rebuild of the read models.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use haetae_cli::progress::Progress;
use haetae_client::{Authorized, Bearer, Channels, request_id};
use haetae_devstack::{Service, Stack, StackOptions};
use haetae_event_log::{EventLog as _, JetStreamLog, Options};
use haetae_proto::dashboard::v1::{
    GetRebuildRequest, GetSummaryRequest, ListReviewsRequest, RebuildProjectionRequest, RebuildState,
    dashboard_service_client::DashboardServiceClient, projection_service_client::ProjectionServiceClient,
};
use sqlx::postgres::PgPoolOptions;

use super::{
    fill::fill,
    load::{Bounds, Caller, Turn, turn},
    rebuild::{caught_up, prepare},
};
use crate::{demo::drive, identity::Identity};

/// Queries while the read model is rebuilt, beside the same queries alone.
#[derive(Debug, clap::Args)]
pub(crate) struct QueriesArgs {
    /// Commits in the log.
    #[arg(long, default_value_t = 200_000)]
    commits: u64,
    /// Clients, each with one call at a time.
    #[arg(long, default_value_t = 4)]
    clients: usize,
    /// Seconds of a turn; as many turns as a rebuild lasts.
    #[arg(long, default_value_t = 2)]
    seconds: u64,
}

/// Reads lists and summaries alternately, each as of the token of the response before, so that a stale one is refused.
struct Reader {
    client: DashboardServiceClient<Authorized>,
    consistency_token: String,
    calls: u64,
}

impl Caller for Reader {
    async fn call(&mut self) -> Result<()> {
        self.calls += 1;
        let consistency_token = self.consistency_token.clone();
        self.consistency_token = if self.calls.is_multiple_of(2) {
            let request = GetSummaryRequest { consistency_token, ..GetSummaryRequest::default() };
            self.client.get_summary(request).await.context("a summary")?.into_inner().consistency_token
        } else {
            let filter = ["", "level = HIGH", "status = IN_DIAGNOSIS", "overdue = true"];
            let filter = filter[usize::try_from(self.calls / 2)? % filter.len()].to_owned();
            let request = ListReviewsRequest { consistency_token, filter, ..ListReviewsRequest::default() };
            self.client.list_reviews(request).await.context("a list")?.into_inner().consistency_token
        };
        Ok(())
    }
}

/// Prints the figures.
pub(crate) async fn run(args: QueriesArgs) -> Result<()> {
    let progress = Progress::new();
    progress.step("starting durable servers and the four services");
    let stack = Stack::start(StackOptions::default()).await?;
    let identity = Identity::create(stack.dir.path())?;
    let mut platform = prepare(&progress, &stack, &identity).await?;
    let log = JetStreamLog::connect(Options::new(stack.nats.url())).await?;
    progress.step(format!("filling the log with {} commits", args.commits));
    fill(&log, args.commits, |done| progress.detail(&format!("{done} of {} commits", args.commits))).await?;
    progress.step("letting the dashboard catch up");
    platform.restart(Service::Dashboard).await?;
    let pool = PgPoolOptions::new().max_connections(2).connect(platform.database_url()).await?;
    let position = caught_up(&pool, log.head().await?).await?;
    pool.close().await;

    let channels = drive::channels(&platform);
    let operator = Bearer::new(&identity.operator()?, "en")?;
    let mut readers = Vec::new();
    for _ in 0..args.clients {
        let client = drive::channels(&platform).dashboard(&Bearer::new(&identity.reviewer()?, "en")?).await?;
        readers.push(Reader { client, consistency_token: String::new(), calls: 0 });
    }
    let bounds = Bounds { span: Duration::from_secs(args.seconds), calls: u64::MAX };
    progress.step("queries alone");
    let (_, readers) = turn(readers, bounds).await?;
    let (alone, readers) = turn(readers, bounds).await?;
    progress.step("queries during a rebuild");
    let (during, took) = rebuilding(&channels, &operator, readers, bounds).await?;
    progress.result(&format!("{position} commits, {} clients; rebuilt in {took:.1} s, rows equal", args.clients));
    progress.result("                    queries/s   p50 ms   p99 ms");
    for (what, turn) in [("alone", &alone), ("during a rebuild", &during)] {
        let ms = |share| turn.quantile(share).as_secs_f64() * 1e3;
        progress.result(&format!("{what:<18} {:>10.0} {:>8.2} {:>8.2}", turn.rate, ms(0.5), ms(0.99)));
    }
    let ratio = during.quantile(0.99).as_secs_f64() / alone.quantile(0.99).as_secs_f64();
    progress.result(&format!("p99 during a rebuild is {ratio:.2} times that without"));
    progress.step("stopping everything");
    platform.stop().await?;
    Ok(stack.stop().await?)
}

/// Turns until a rebuild of the board has ended; the slowest of those it ran through counts. And how long it took.
async fn rebuilding(
    channels: &Channels,
    operator: &Bearer,
    mut readers: Vec<Reader>,
    bounds: Bounds,
) -> Result<(Turn, f64)> {
    let mut keeper: ProjectionServiceClient<Authorized> = channels.projections(operator).await?;
    let request = RebuildProjectionRequest {
        request_id: request_id(),
        projection: "board".to_owned(),
        replace_differing: false,
        drop_dependents: false,
    };
    let started = keeper.rebuild_projection(request).await?.into_inner().rebuild.context("a rebuild")?;
    let mut worst: Option<Turn> = None;
    loop {
        let (one, again) = turn(readers, bounds).await?;
        readers = again;
        let request = GetRebuildRequest { rebuild_id: started.rebuild_id.clone() };
        let now = keeper.get_rebuild(request).await?.into_inner().rebuild.context("a rebuild")?;
        let slower = worst.as_ref().is_none_or(|worst| one.quantile(0.99) > worst.quantile(0.99));
        if slower {
            worst = Some(one);
        }
        if now.state() != RebuildState::Running {
            ensure!(now.state() == RebuildState::Succeeded, "{now:?}");
            let seconds =
                |at: Option<prost_types::Timestamp>| at.map_or(0.0, |at| at.seconds as f64 + f64::from(at.nanos) / 1e9);
            let took = seconds(now.finished_at) - seconds(now.started_at);
            return Ok((worst.context("no turn")?, took));
        }
    }
}
