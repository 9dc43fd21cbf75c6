//! `cargo xtask bench submit`: acknowledged submissions a second, beside bare publishing.

use std::time::Duration;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use futures::{StreamExt as _, future::try_join_all};
use haetae_cli::progress::Progress;
use haetae_client::{Authorized, Bearer, connect, request_id};
use haetae_devstack::{Platform, PlatformOptions, Service, Stack, StackOptions};
use haetae_event_log::{EventLog as _, JetStreamLog, Options, Recorded};
use haetae_proto::intake::v1::{SubmitReviewRequest, intake_service_client::IntakeServiceClient};

use super::{
    bare::{self, Publisher},
    load::{self, Bounds, Caller, Turn, median},
    memory,
};
use crate::{
    demo::requests::{self, Request},
    identity::Identity,
    workspace,
};

/// Clients while every service works.
const TOGETHER: usize = 64;

/// Submissions a second, intake alone and then with every service at work, each beside bare publishing.
#[derive(Debug, clap::Args)]
pub(crate) struct SubmitArgs {
    /// Numbers of clients, each with a connection of its own.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64, 256])]
    clients: Vec<usize>,
    /// Length of one turn.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Turns of each figure; the middle one counts.
    #[arg(long, default_value_t = 3)]
    turns: usize,
    /// Most calls in one turn.
    #[arg(long, default_value_t = 100_000)]
    calls: u64,
}

/// A client with a connection of its own that submits one request after the other.
struct Submitter {
    client: IntakeServiceClient<Authorized>,
    request: SubmitReviewRequest,
}

impl Caller for Submitter {
    async fn call(&mut self) -> Result<()> {
        let request = SubmitReviewRequest { request_id: request_id(), ..self.request.clone() };
        self.client.submit_review(request).await.map(drop).context("a submission was not acknowledged")
    }
}

/// The setup of both measurements.
struct Ground {
    stack: Stack,
    platform: Platform,
    identity: Identity,
    requests: Vec<Request>,
    /// The commit each of them made.
    stored: Vec<Recorded>,
}

/// Prints the figures.
pub(crate) async fn run(args: SubmitArgs) -> Result<()> {
    let progress = Progress::new();
    progress.step("starting durable servers and intake");
    let mut ground = Ground::prepare().await?;
    let bounds = Bounds { span: Duration::from_secs(args.seconds), calls: args.calls };
    progress.result(&format!(
        "submit, durable, middle of {} turns; bare: publish and acknowledge, same server",
        args.turns
    ));
    progress.result(" clients   submit/s    p50 ms    p99 ms     bare/s   ratio");
    for &clients in &args.clients {
        progress.step(format!("{clients} clients"));
        let (submit, bare) = ground.compare(clients, bounds, args.turns).await?;
        progress.result(&line(clients, &submit, &bare));
    }
    progress.step("starting the other services");
    for service in [Service::Risk, Service::Checkpoint, Service::Dashboard] {
        ground.platform.restart(service).await?;
    }
    progress.step(format!("{TOGETHER} clients while every service works"));
    let (submit, bare) = ground.compare(TOGETHER, bounds, args.turns).await?;
    progress.result("while risk, checkpoint and dashboard work off all that was submitted");
    progress.result(&line(TOGETHER, &submit, &bare));
    let services = Service::ALL.map(|service| (service.name(), ground.platform.pid(service)));
    let nats = ("nats", ground.stack.nats.pid());
    progress.result(&format!("peak memory\n{}", memory::table(services.into_iter().chain([nats]))));
    progress.step("stopping everything");
    ground.platform.stop().await?;
    Ok(ground.stack.stop().await?)
}

fn line(clients: usize, submit: &Turn, bare: &Turn) -> String {
    let millis = |share| submit.quantile(share).as_secs_f64() * 1000.0;
    let (p50, p99, ratio) = (millis(0.5), millis(0.99), submit.rate / bare.rate);
    format!("{clients:>8} {:>10.0} {p50:>9.2} {p99:>9.2} {:>10.0} {ratio:>7.2}", submit.rate, bare.rate)
}

impl Ground {
    /// Servers and intake; the others are started later.
    async fn prepare() -> Result<Self> {
        let requests = requests::shipped()?;
        let stack = Stack::start(StackOptions::default()).await?;
        let identity = Identity::create(stack.dir.path())?;
        let options = PlatformOptions {
            services: vec![Service::Intake],
            require_archive: false,
            ..identity.platform(workspace::bin_dir()?)
        };
        let platform = Platform::start(options, &stack).await?;
        bare::prepare(stack.nats.url()).await?;
        let mut ground = Self { stack, platform, identity, requests, stored: Vec::new() };
        ground.stored = ground.submit_each().await?;
        Ok(ground)
    }

    /// Turn by turn, so that both see the machine as others leave it.
    async fn compare(&self, clients: usize, bounds: Bounds, turns: usize) -> Result<(Turn, Turn)> {
        let mut submitters = self.submitters(clients).await?;
        let mut publishers = self.publishers(clients).await?;
        let (mut submits, mut bares) = (Vec::new(), Vec::new());
        for _ in 0..turns {
            let bare;
            (bare, publishers) = load::turn(publishers, bounds).await?;
            let submit;
            (submit, submitters) = load::turn(submitters, bounds).await?;
            bares.push(bare);
            submits.push(submit);
        }
        median(submits).zip(median(bares)).context("there were no turns")
    }

    async fn submitters(&self, clients: usize) -> Result<Vec<Submitter>> {
        let url = self.platform.url(Service::Intake);
        let submitter = async |request: &Request| {
            let bearer = Bearer::new(&self.identity.requester(&request.team)?, "en")?;
            let client = IntakeServiceClient::new(Authorized::new(connect(&url).await?, bearer));
            let request = SubmitReviewRequest {
                title: request.request.title.clone(),
                description: request.request.description.clone(),
                profile: Some(request.profile()),
                ..SubmitReviewRequest::default()
            };
            anyhow::Ok(Submitter { client, request })
        };
        try_join_all(self.requests.iter().cycle().take(clients).map(submitter)).await
    }

    /// Publishes the same commits that submissions of these requests made.
    async fn publishers(&self, clients: usize) -> Result<Vec<Publisher>> {
        let publisher = |commit: &Recorded| {
            let payload = Bytes::clone(&commit.payload);
            Publisher::connect(self.stack.nats.url(), payload, commit.traceparent.clone())
        };
        try_join_all(self.stored.iter().cycle().take(clients).map(publisher)).await
    }

    /// Submits every request once; intake is alone, so the log holds just their commits then.
    async fn submit_each(&self) -> Result<Vec<Recorded>> {
        for mut submitter in self.submitters(self.requests.len()).await? {
            submitter.call().await?;
        }
        let log = JetStreamLog::connect(Options::new(self.stack.nats.url())).await?;
        let commits: Vec<_> = log.read(0).take(self.requests.len()).collect().await;
        Ok(commits.into_iter().collect::<Result<_, _>>()?)
    }
}
