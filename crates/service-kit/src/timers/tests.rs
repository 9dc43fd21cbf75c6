//! A document that is published waits to be activated until its time comes.

use std::{
    convert::Infallible,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use futures::StreamExt as _;
use haetae_domain::document::{Event, State};
use haetae_event_log::{Category, MemoryLog, codec::Policies, store::Room};
use tokio::{task::JoinHandle, time::timeout};

use super::*;
use crate::tail::Tail;

const BOUND: Duration = Duration::from_secs(20);

const NOON: Timestamp = Timestamp::constant(43_200, 0);

fn wakes(event: &Event) -> Vec<Wake> {
    match event {
        Event::Published { version, .. } => vec![Wake::at(format!("v{version}"), NOON)],
        Event::Activated { version } => vec![Wake::never(format!("v{version}"))],
    }
}

fn due(state: &State, now: Timestamp) -> Vec<Event> {
    let latest = u32::try_from(state.versions.len()).unwrap();
    if now >= NOON && state.active != latest { vec![Event::Activated { version: latest }] } else { vec![] }
}

fn timers(now: fn() -> Timestamp) -> Timers<Policies> {
    Timers { service: "risk", wakes, due, now }
}

struct World {
    log: Arc<MemoryLog>,
    readiness: Readiness,
    stop: CancellationToken,
}

impl World {
    fn new() -> Self {
        Self { log: Arc::new(MemoryLog::new()), readiness: Readiness::new(), stop: CancellationToken::new() }
    }

    fn store(&self) -> Arc<Store<Policies>> {
        let log: Arc<dyn EventLog> = Arc::clone(&self.log) as _;
        Arc::new(Store::new(log, Room::mib(1)))
    }

    fn start(&self, now: fn() -> Timestamp) -> JoinHandle<()> {
        let log: Arc<dyn EventLog> = Arc::clone(&self.log) as _;
        let mut tail = Tail::new(Arc::clone(&log), Category::Policy);
        let running = timers(now).run(log, tail.listen(), self.store(), self.readiness.clone(), self.stop.clone());
        tokio::spawn(tail.run(self.stop.clone()));
        tokio::spawn(running)
    }

    async fn append(&self, id: &str, event: Event) {
        let key = AggregateKey::new(Category::Policy, id).unwrap();
        let by = Person::default();
        let command = Command {
            key: &key,
            id: CommitId(uuid::Uuid::from_u128(u128::from(self.log.head().await.unwrap()) + 1)),
            by: &by,
            at: Timestamp::UNIX_EPOCH,
            request: None,
            cause: None,
            expected: Expected::Any,
            deadline: Instant::now() + BOUND,
        };
        self.store().execute(&command, |_| Ok::<_, Infallible>(vec![event.clone()])).await.unwrap();
    }

    async fn publish(&self, id: &str, version: u32) {
        self.append(id, Event::Published { version, content_hash: [0; 32], document: vec![] }).await;
    }

    /// Every commit up to the one at `head`, as `id event`.
    async fn commits(&self, head: usize) -> Vec<String> {
        let read = self.log.read(0).take(head).map(|recorded| {
            let recorded = recorded.unwrap();
            let commit = recorded.decode().unwrap();
            let by = commit.actor.unwrap().subject;
            let name = commit.events[0].event.as_ref().unwrap().name();
            format!("{} {name} {by}", recorded.key.id()).trim_end().to_owned()
        });
        timeout(BOUND, read.collect()).await.expect("the log to grow")
    }
}

#[tokio::test]
async fn what_is_due_at_the_start_and_what_becomes_due_later_happens_once() {
    let world = World::new();
    world.publish("a", 1).await;
    world.publish("b", 1).await;
    world.append("b", Event::Activated { version: 1 }).await;
    let running = [world.start(|| NOON), world.start(|| NOON), world.start(|| NOON)];
    assert_eq!(world.commits(4).await.last().unwrap(), "a PolicyActivated service:risk");
    world.publish("c", 1).await;
    assert_eq!(world.commits(6).await.last().unwrap(), "c PolicyActivated service:risk");
    // Whoever looked at it too late has looked once this one is done.
    world.publish("d", 1).await;
    world.commits(8).await;
    world.stop.cancel();
    for running in running {
        running.await.unwrap();
    }
    assert_eq!(world.log.head().await.unwrap(), 8);
}

/// How often the clock below was looked at.
static LOOKS: AtomicUsize = AtomicUsize::new(0);

fn shortly_before() -> Timestamp {
    LOOKS.fetch_add(1, Ordering::Relaxed);
    NOON - Duration::from_nanos(1)
}

#[tokio::test]
async fn nothing_happens_before_its_time() {
    let world = World::new();
    world.publish("a", 1).await;
    let early = world.start(shortly_before);
    let looks = async {
        while LOOKS.load(Ordering::Relaxed) < 100 {
            tokio::task::yield_now().await;
        }
    };
    timeout(BOUND, looks).await.expect("the timer to look at the clock again and again");
    world.stop.cancel();
    early.await.unwrap();
    assert_eq!(world.log.head().await.unwrap(), 1);
}
