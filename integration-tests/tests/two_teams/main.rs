//! Two teams on one platform: the answers to team A do not depend on whether team B exists.
//!
//! Both teams live on one platform. Its log without team B's commits and without internal comments becomes the log of a
//! second platform. Then a member of team A puts the same random calls to both: any method, any filter and order, pages,
//! moments, etags, ids and tokens, also those of team B. Meanwhile team B goes on, and so do reviewers among themselves.
//! Every answer and every refusal has to be the same, byte for byte, but for what [`plain`] lists. `HAETAE_TWO_TEAMS_CALLS`
//! says how many calls (default 1,000), `HAETAE_TWO_TEAMS_SEED` which.

mod calls;
mod plain;
mod pools;
mod story;
mod twin;
mod wire;
mod words;

use std::{
    collections::BTreeMap,
    env,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Entry, Person, World};
use haetae_proto::dashboard::v1::{ReviewRow, WatchReviewsRequest, WatchReviewsResponse, review_change::Change};
use haetae_service_kit::token;
use plain::Places;
use pools::Pools;
use prost_reflect::MethodDescriptor;
use rand::{SeedableRng as _, rngs::StdRng};
use serde_json::Value;
use story::{Story, TEAMS};
use tokio::runtime::Runtime;
use tonic::Streaming;
use wire::Line;

/// Calls between two things that others do.
const OTHERS: usize = 50;
/// Percent of the calls that are to be answered: a refused one has less to compare.
const ANSWERED: u64 = 70;
/// Calls from which the part that is answered says something.
const ENOUGH: u64 = 500;
/// No answer is waited for longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Both platforms, and how positions of the one stand to those of the other.
struct Twins {
    alone: World,
    with: World,
    story: Story,
    places: [Places; 2],
    pools: Pools,
}

impl Twins {
    async fn start() -> Result<Self> {
        let with = World::start(twin::setup(Service::ALL.to_vec())).await?;
        let story = Story::tell(&with).await?;
        let head = story::at_rest(&with).await?;
        let entries = with.log().await?.all().await?;
        let shared: Vec<Entry> =
            entries.iter().filter(|entry| twin::is_shared(entry, &story.reviews[1])).cloned().collect();
        ensure!(shared.len() + 20 < entries.len(), "team B did nothing");
        let alone = twin::platform(&shared).await?;
        let length = shared.len() as u64;
        ensure!(story::at_rest(&alone).await? == length, "something happened without team B that had not happened");
        let end = shared.iter().filter_map(recorded_at).max().context("no commits")?;
        let positions = shared.iter().map(|entry| entry.sequence).collect();
        let places = [Places::new((1..=length).collect(), end), Places::new(positions, end)];
        let pools = Pools::new(story.reviews.clone(), places[1].clone(), head, quiet(&entries));
        Ok(Self { alone, with, story, places, pools })
    }

    /// A member of a team on either platform.
    async fn lines(&self, subject: &str, team: &str) -> Result<[Line; 2]> {
        let person = Person::requester(subject, team);
        let alone = Line::open(&self.alone, &self.alone.identity.token(&person)?).await?;
        Ok([alone, Line::open(&self.with, &self.with.identity.token(&person)?).await?])
    }
}

/// Times at least 20 ms away from anything that happened: the clocks of services differ by a little, so that between two
/// commits at almost the same time a moment covers one or the other.
fn quiet(entries: &[Entry]) -> Vec<String> {
    let mut times: Vec<_> = entries.iter().filter_map(recorded_at).collect();
    times.sort_unstable();
    let gaps = times.windows(2).filter_map(|pair| {
        let gap = pair[1].as_millisecond() - pair[0].as_millisecond();
        (gap > 40).then(|| jiff::Timestamp::from_millisecond(pair[0].as_millisecond() + gap / 2).ok()).flatten()
    });
    gaps.map(|time| time.to_string()).chain(["2020-01-01T00:00:00Z".to_owned()]).collect()
}

fn recorded_at(entry: &Entry) -> Option<jiff::Timestamp> {
    entry.commit.recorded_at.and_then(|at| jiff::Timestamp::new(at.seconds, at.nanos).ok())
}

#[test]
fn team_a_is_told_the_same_whether_team_b_exists_or_not() -> Result<()> {
    Runtime::new()?.block_on(async {
        let (count, seed) = (number("HAETAE_TWO_TEAMS_CALLS", 1_000)?, number("HAETAE_TWO_TEAMS_SEED", 7)?);
        let mut twins = Twins::start().await?;
        let lines = twins.lines("kim", TEAMS[0]).await?;
        let methods = calls::methods();
        let of_b = twins.lines("choi", TEAMS[1]).await?;
        twins.pools.overhear(&of_b[1], &methods).await?;
        twins.pools.read_etags([&lines[0], &lines[1]], &methods).await?;
        ensure!(twins.pools.pages_of_b.len() > 5 && twins.pools.etags.len() > 10, "nothing to replay");
        let watched = [watch(&twins.alone).await?, watch(&twins.with).await?];
        let figures = compare(&mut twins, &lines, &methods, usize::try_from(count)?, seed).await?;
        same_changes(&twins, watched).await?;
        unmoved(&twins).await?;
        let answered = figures.show(seed);
        ensure!(count < ENOUGH || answered * 100 >= count * ANSWERED, "only {answered} of {count} calls were answered");
        Ok(())
    })
}

/// What was asked and how it went.
#[derive(Default)]
struct Figures {
    calls: BTreeMap<String, [usize; 2]>,
    reasons: BTreeMap<String, usize>,
    /// Microseconds of refusals of another team's review and of one that is not there, with team B.
    foreign: Vec<u128>,
    absent: Vec<u128>,
    took: Duration,
}

async fn compare(
    twins: &mut Twins,
    lines: &[Line; 2],
    methods: &[MethodDescriptor],
    count: usize,
    seed: u64,
) -> Result<Figures> {
    let (mut rng, mut figures, start) = (StdRng::seed_from_u64(seed), Figures::default(), Instant::now());
    for n in 0..count {
        if n % OTHERS == 0 && n / OTHERS < 100 {
            twins.story.go_on(n / OTHERS).await?;
        }
        let (method, request) = calls::draw(&mut rng, methods, &twins.pools);
        let begin = Instant::now();
        let with = lines[1].call(method, &request[1]);
        let (with, took) = (with.await?, begin.elapsed());
        let answers = [lines[0].call(method, &request[0]).await?, with];
        twins.pools.learn(method, &request, &answers);
        figures.note(method, &request[1], &answers[1], took, &twins.pools);
        let plain = [0, 1].map(|n| twins.places[n].plain(method.full_name(), answers[n].clone()));
        let [alone, with] = plain;
        let (alone, with) = (alone?, with?);
        ensure!(
            alone == with,
            "call {n} of seed {seed}: {}\n{}\nwithout team B: {alone:#}\nwith team B: {with:#}\nas it came: {:#}",
            method.full_name(),
            request[1],
            answers[1]
        );
        ensure!(alone["refusal"]["reason"] != "INTERNAL", "{}: {alone}", method.full_name());
    }
    figures.took = start.elapsed();
    Ok(figures)
}

impl Figures {
    fn note(&mut self, method: &MethodDescriptor, request: &Value, answer: &Value, took: Duration, pools: &Pools) {
        let refused = !answer["refusal"].is_null();
        self.calls.entry(method.name().to_owned()).or_default()[usize::from(refused)] += 1;
        if let Some(reason) = answer["refusal"]["reason"].as_str() {
            *self.reasons.entry(format!("{} {reason}", method.name())).or_default() += 1;
        }
        if answer["refusal"]["code"] == "NotFound"
            && let Some(id) = request["reviewId"].as_str()
        {
            let times = if pools.of_b.iter().any(|other| other == id) { &mut self.foreign } else { &mut self.absent };
            times.push(took.as_micros());
        }
    }

    /// Prints the figures, and returns how many calls were answered.
    fn show(mut self, seed: u64) -> u64 {
        let middle = |times: &mut Vec<u128>| {
            times.sort_unstable();
            times.get(times.len() / 2).copied().unwrap_or_default()
        };
        let (foreign, absent) = (middle(&mut self.foreign), middle(&mut self.absent));
        let [answered, refused] =
            self.calls.values().fold([0, 0], |[a, r], [answered, refused]| [a + answered, r + refused]);
        println!("seed {seed}: {answered} answered, {refused} refused, all alike, in {:?}", self.took);
        println!("not found: another team's in {foreign} µs, absent in {absent} µs (medians)");
        for (method, [answered, refused]) in self.calls {
            println!("  {method}: {answered} answered, {refused} refused");
        }
        for (reason, count) in self.reasons {
            println!("  {reason}: {count}");
        }
        answered as u64
    }
}

async fn watch(world: &World) -> Result<Streaming<WatchReviewsResponse>> {
    let request = WatchReviewsRequest { consistency_token: token::consistency_token(0), ..Default::default() };
    Ok(world.requester("kim", TEAMS[0])?.dashboard().watch_reviews(request).await?.into_inner())
}

/// Both watched lists end up the same, and neither stream sent anything that other teams did meanwhile.
async fn same_changes(twins: &Twins, watched: [Streaming<WatchReviewsResponse>; 2]) -> Result<()> {
    let [mut alone, mut with] = watched;
    let heads = [twins.alone.log().await?.head().await?, twins.with.log().await?.head().await?];
    let told =
        [told(&mut alone, heads[0], &twins.places[0]).await?, told(&mut with, heads[1], &twins.places[1]).await?];
    ensure!(!told[0].is_empty() && told[0] == told[1], "watched lists differ: {told:#?}");
    Ok(())
}

/// The rows that a stream sent up to a position. How many states it sends in between depends on its pace.
async fn told(
    stream: &mut Streaming<WatchReviewsResponse>,
    head: u64,
    places: &Places,
) -> Result<BTreeMap<String, String>> {
    let (mut rows, mut reached) = (BTreeMap::new(), 0);
    while reached < head {
        let step = tokio::time::timeout(PATIENCE, stream.message()).await.context("no heartbeat")??;
        let step = step.context("the stream ended")?;
        let position = token::parse_consistency_token(&step.consistency_token)?.context("a position")?;
        let late = reached >= places.last();
        ensure!(!late || step.changes.is_empty(), "told of what others did: {:?}", step.changes);
        reached = position;
        for change in step.changes {
            match change.change.context("a change")? {
                Change::Entered(row) | Change::Updated(row) => {
                    // Short numbers count the requests of all teams.
                    let row = ReviewRow { number: String::new(), ..row };
                    drop(rows.insert(row.review_id.clone(), format!("{row:?}")))
                }
                Change::Left(id) => drop(rows.remove(&id)),
            }
        }
    }
    Ok(rows)
}

/// Nothing visible happened to team A's reviews meanwhile; otherwise the two sides would not be comparable.
async fn unmoved(twins: &Twins) -> Result<()> {
    let entries = twins.with.log().await?.all().await?;
    let later = entries.iter().filter(|entry| entry.sequence > twins.pools.head);
    let shared: Vec<_> = later.filter(|entry| twins.pools.of_a.contains(&entry.commit.aggregate_id)).collect();
    let noticed = shared.iter().find(|entry| twin::is_shared(entry, &twins.pools.of_b));
    ensure!(noticed.is_none(), "{noticed:?}");
    ensure!(!shared.is_empty(), "nobody commented");
    Ok(())
}

fn number(variable: &str, usual: u64) -> Result<u64> {
    match env::var(variable) {
        Ok(text) => text.parse().with_context(|| variable.to_owned()),
        Err(_) => Ok(usual),
    }
}
