//! The platform under kill -9: whatever dies, whenever, nothing acknowledged is lost and nothing happens twice.
//!
//! `HAETAE_CRASH_SEED` repeats the plan of a run, `HAETAE_CRASH_KILLS` changes its size (60).

mod careless;
mod clients;
mod figures;
mod holdings;
mod plan;
mod requests;
mod strikes;

use std::{
    env,
    fmt::Display,
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{
    Person, Setup, World,
    checker::{self, Problem, Rule, ledger::Caller as Who, recording::Recording, tampering},
    fresh_id,
};
use haetae_service_kit::auth::Role;
use rand::{SeedableRng as _, rngs::StdRng};
use tokio::{
    task::{JoinSet, LocalSet},
    time::{sleep, timeout},
};

use clients::{Client, Notebook};
use figures::Figures;
use plan::{Target, census, draw};
use strikes::Course;

const CLIENTS: usize = 6;
/// The load before the first kill and after the last one.
const UNDISTURBED: Duration = Duration::from_secs(1);
/// How long clients may take to finish what they began, once everything is up.
const FINISH: Duration = Duration::from_secs(60);
/// Longer than any run takes; one that hangs fails instead.
const LONGEST: Duration = Duration::from_secs(540);

#[tokio::test]
async fn nothing_acknowledged_is_lost_and_nothing_happens_twice() -> Result<()> {
    // Printed first, so that a run that hangs can be had again too.
    let seed = setting("HAETAE_CRASH_SEED")?.unwrap_or_else(|| fresh_id().as_u64_pair().0);
    println!("HAETAE_CRASH_SEED={seed}");
    timeout(LONGEST, LocalSet::new().run_until(run(seed))).await.context("the run hangs")?
}

async fn run(seed: u64) -> Result<()> {
    let kills = setting("HAETAE_CRASH_KILLS")?.unwrap_or(60);
    let plan = draw(seed, kills);
    let start = Instant::now();
    let mut world = World::start(Setup { services: Service::ALL.to_vec(), ..Setup::default() }).await?;
    let notebook = Arc::new(Notebook::default());
    let started = start.elapsed();

    let start = Instant::now();
    let clients = clients(&world, seed, &notebook)?;
    let mut course = Course::default();
    sleep(UNDISTURBED).await;
    for strike in &plan {
        course.strike(&mut world, strike).await.with_context(|| format!("{strike:?}"))?;
    }
    sleep(UNDISTURBED).await;
    notebook.stop();
    timeout(FINISH, clients.join_all()).await.context("clients still wait for answers")?;
    let stormed = start.elapsed();

    let start = Instant::now();
    let recording = record(&world, &notebook).await?;
    let settled = start.elapsed();
    let start = Instant::now();
    let problems = checker::check(&recording);
    let took = [("start", started), ("kills", stormed), ("quiet and replay", settled), ("check", start.elapsed())];
    let census = census(&plan);
    println!("{}", Figures { seed, census: census.clone(), course, notebook: &notebook, recording: &recording, took });
    report(&problems)?;
    let surprises = notebook.surprises();
    ensure!(surprises.is_empty(), "answers that no dead server explains: {surprises:#?}");
    worth_something(&recording, &census, kills)?;
    red_controls(&world, &recording).await
}

/// Starts the clients. Each asks for a team of its own and judges what others asked for.
fn clients(world: &World, seed: u64, notebook: &Arc<Notebook>) -> Result<JoinSet<()>> {
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let (subject, name, team) = (format!("client-{number}"), format!("담당자 {number}"), format!("team-{number}"));
        let roles = &[Role::Requester, Role::Reviewer];
        let person = Person { subject: &subject, name: &name, team: Some(&team), roles };
        let caller = world.caller(&person)?;
        let rng = StdRng::seed_from_u64(seed.wrapping_add(1 + number as u64));
        let notebook = Arc::clone(notebook);
        let client = Client { number, who: Who { subject, name, team }, caller, rng, notebook };
        clients.spawn_local(client.work());
    }
    Ok(clients)
}

async fn record(world: &World, notebook: &Notebook) -> Result<Recording> {
    let log = holdings::quiet(world).await?;
    let holdings::Rows { archive, reviews, timeline } = holdings::rows(world).await?;
    let replays = holdings::replays(world).await?;
    Ok(Recording { ledger: notebook.ledger(), log, archive, reviews, timeline, replays })
}

fn report(problems: &[Problem]) -> Result<()> {
    for problem in problems.iter().take(20) {
        println!("{problem}");
    }
    ensure!(problems.is_empty(), "{} promises are broken", problems.len());
    Ok(())
}

/// A run in which little happened proves little.
fn worth_something(recording: &Recording, census: &[(Target, usize)], kills: usize) -> Result<()> {
    ensure!(census.iter().all(|(_, times)| *times >= kills / Target::ALL.len()), "{census:?}");
    let judged = recording.reviews.iter().filter(|row| row.status == "in_diagnosis").count();
    let (commands, reads) = (recording.ledger.commands.len(), recording.ledger.reads.len());
    ensure!(commands >= 2 * kills && judged > 0 && reads > 0, "{commands} commands, {judged} judged, {reads} reads");
    Ok(())
}

/// The checker that passed this run fails it as soon as one thing in it is wrong.
async fn red_controls(world: &World, recording: &Recording) -> Result<()> {
    for tampering in tampering::all() {
        let mut tampered = recording.clone();
        let named = (tampering.apply)(&mut tampered).with_context(|| tampering.name)?;
        let problems = checker::check(&tampered);
        let caught = problems.iter().any(|p| p.rule == tampering.breaks && p.what.contains(&named));
        ensure!(caught, "{}: not noticed among {problems:#?}", tampering.name);
    }
    let damaged = holdings::damage(world).await?;
    let rows = holdings::rows(world).await?.reviews;
    let problems = checker::check(&Recording { reviews: rows, ..recording.clone() });
    ensure!(problems.len() == 1, "{problems:#?}");
    ensure!(problems.iter().all(|p| p.rule == Rule::ReviewRows && p.what.contains(&damaged)), "{problems:#?}");
    let refused = holdings::rebuild(world, "board").await.err().map(|error| error.to_string());
    ensure!(refused.as_ref().is_some_and(|said| said.contains(&damaged)), "the replay did not name it: {refused:?}");
    Ok(())
}

fn setting<T: FromStr<Err: Display>>(name: &str) -> Result<Option<T>> {
    let Some(value) = env::var_os(name) else { return Ok(None) };
    let value = value.to_string_lossy();
    let parsed = value.parse().map_err(|error| anyhow::anyhow!("{name} is {value}: {error}"))?;
    Ok(Some(parsed))
}
