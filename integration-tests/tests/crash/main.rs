//! The platform under kill -9: whatever dies, whenever, nothing acknowledged is lost and nothing happens twice.
//!
//! `HAETAE_CRASH_SEED` repeats the plan of a run, `HAETAE_CRASH_KILLS` changes its size (60).

mod attempts;
mod careless;
mod clients;
mod figures;
mod holdings;
mod notebook;
mod plan;
mod requests;
mod steps;
mod strikes;

use std::{
    collections::HashSet,
    env,
    fmt::Display,
    io::{self, Write as _},
    mem::discriminant,
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use futures::future::join_all;
use haetae_devstack::Service;
use haetae_integration_tests::{
    Person, Setup, World,
    checker::{
        self, Problem, Rule,
        ledger::{CommandOutcome, Who},
        recording::Recording,
        tampering,
    },
    fresh_id,
};
use haetae_service_kit::auth::Role;
use rand::{SeedableRng as _, rngs::StdRng};
use tokio::{
    task::{JoinSet, LocalSet},
    time::{sleep, timeout},
};

use clients::Client;
use figures::Figures;
use notebook::Notebook;
use plan::{Strike, Target, census, draw};
use strikes::Course;

/// Those who ask and judge; one more approves.
const CLIENTS: usize = 6;
/// The load before the first kill and after the last one.
const UNDISTURBED: Duration = Duration::from_secs(1);
/// How long clients may take to finish what they began, once everything is up.
const FINISH: Duration = Duration::from_secs(60);
/// Rules that are broken on purpose in the recording of each run: those for which each gives an occasion. The checker's own
/// tests break them all.
const CONTROLLED: [Rule; 9] = [
    Rule::Acknowledged,
    Rule::RequestOnce,
    Rule::OneAssessment,
    Rule::Revised,
    Rule::Progress,
    Rule::Content,
    Rule::Score,
    Rule::ArchiveTree,
    Rule::ReviewRows,
];
/// Longer than any run takes; one that hangs fails instead.
const LONGEST: Duration = Duration::from_secs(540);

#[tokio::test]
async fn nothing_acknowledged_is_lost_and_nothing_happens_twice() -> Result<()> {
    // Printed first, so that a run that hangs can be had again too.
    let seed = setting("HAETAE_CRASH_SEED")?.unwrap_or_else(|| fresh_id().as_u64_pair().0);
    say(format_args!("HAETAE_CRASH_SEED={seed}"));
    timeout(LONGEST, LocalSet::new().run_until(run(seed))).await.context("the run hangs")?
}

async fn run(seed: u64) -> Result<()> {
    let kills = setting("HAETAE_CRASH_KILLS")?.unwrap_or(60);
    let plan = draw(seed, kills);
    let mut laps = Laps::start();
    let mut world = World::start(Setup { services: Service::ALL.to_vec(), ..Setup::default() }).await?;
    laps.lap("start");
    let notebook = Arc::new(Notebook::default());
    let course = storm(&mut world, seed, &plan, &notebook, &mut laps).await?;
    let recording = record(&world, &notebook).await?;
    laps.lap("quiet and replay");
    let problems = checker::check(&recording);
    laps.lap("check");
    let census = census(&plan);
    let took = laps.laps;
    say(Figures { seed, census: census.clone(), course, notebook: &notebook, recording: &recording, took });
    report(&problems)?;
    let surprises = notebook.surprises();
    ensure!(surprises.is_empty(), "answers that no dead server explains: {surprises:#?}");
    worth_something(&recording, &census, kills)?;
    red_controls(&world, &recording).await
}

/// Carries the plan out under load. When all runs again, clients finish what they began and repeat all they did.
async fn storm(
    world: &mut World,
    seed: u64,
    plan: &[Strike],
    notebook: &Arc<Notebook>,
    laps: &mut Laps,
) -> Result<Course> {
    let working = clients(world, seed, notebook)?;
    let mut course = Course::default();
    sleep(UNDISTURBED).await;
    for strike in plan {
        course.strike(world, strike).await.with_context(|| format!("{strike:?}"))?;
    }
    sleep(UNDISTURBED).await;
    notebook.stop();
    let clients = timeout(FINISH, working.join_all()).await.context("clients still wait for answers")?;
    laps.lap("kills");
    timeout(FINISH, join_all(clients.into_iter().map(Client::repeat))).await.context("clients still repeat")?;
    laps.lap("repetition");
    Ok(course)
}

/// Starts the clients. Each asks for a team of its own and judges what others asked for; the last one approves.
fn clients(world: &World, seed: u64, notebook: &Arc<Notebook>) -> Result<JoinSet<Client>> {
    let mut clients = JoinSet::new();
    for number in 0..=CLIENTS {
        let approves = number == CLIENTS;
        let (subject, name, team) = (format!("client-{number}"), format!("담당자 {number}"), format!("team-{number}"));
        let roles = [if approves { Role::Approver } else { Role::Requester }, Role::Reviewer];
        let person = Person { subject: &subject, name: &name, team: Some(&team), roles: &roles };
        let caller = world.caller(&person)?;
        let rng = StdRng::seed_from_u64(seed.wrapping_add(1 + number as u64));
        let notebook = Arc::clone(notebook);
        let client = Client { number, approves, who: Who { subject, name, team }, caller, rng, notebook };
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
        say(problem);
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
    let done =
        recording.ledger.commands.iter().filter(|asked| matches!(asked.answer, CommandOutcome::Acknowledged { .. }));
    let kinds: HashSet<_> = done.map(|asked| discriminant(&asked.command)).collect();
    ensure!(kinds.len() == 8, "only {} kinds of commands were carried out", kinds.len());
    Ok(())
}

/// The checker that passed this run fails it as soon as one thing in it is wrong.
async fn red_controls(world: &World, recording: &Recording) -> Result<()> {
    for rule in CONTROLLED {
        let tampering = tampering::all().find(|tampering| tampering.breaks == rule).context("a tampering")?;
        let mut tampered = recording.clone();
        let named = (tampering.apply)(&mut tampered).with_context(|| tampering.name)?;
        let problems = checker::check(&tampered);
        let caught = problems.iter().any(|p| p.rule == rule && p.what.contains(&named));
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

/// How long each part of a run took.
struct Laps {
    start: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Laps {
    fn start() -> Self {
        Self { start: Instant::now(), laps: Vec::new() }
    }

    fn lap(&mut self, part: &'static str) {
        self.laps.push((part, self.start.elapsed()));
        self.start = Instant::now();
    }
}

/// Past the capture of test output: figures and seed are shown for a run that passes too.
fn say(line: impl Display) {
    // A closed stderr is no reason to fail.
    writeln!(io::stderr().lock(), "{line}").ok();
}

fn setting<T: FromStr<Err: Display>>(name: &str) -> Result<Option<T>> {
    let Some(value) = env::var_os(name) else { return Ok(None) };
    let value = value.to_string_lossy();
    let parsed = value.parse().map_err(|error| anyhow::anyhow!("{name} is {value}: {error}"))?;
    Ok(Some(parsed))
}
