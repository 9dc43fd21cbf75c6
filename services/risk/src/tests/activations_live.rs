//! Activations on a server: the server keeps the reactor's position, and its handler ends in the middle.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use haetae_devstack::{Durability, Nats, NatsOptions, StackDir, Toolchain};
use haetae_event_log::{EventLog, JetStreamLog, Options};
use haetae_service_kit::{reactors, server::Readiness};
use tokio::{task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

use super::activations::{Failing, activate};
use crate::{
    reactors::activation::SUBSCRIPTION,
    testing::{World, harmless},
};

/// Bound of everything that has to happen sooner or later.
const SOON: Duration = Duration::from_secs(60);

/// Reviews scored before the activation.
const REVIEWS: u128 = 300;

/// A world of a new process on the server, and its reactor. It writes `left` more assessments.
async fn process(url: &str, left: &Arc<AtomicI64>) -> (World, JoinHandle<()>) {
    let log = JetStreamLog::connect(Options::new(url)).await.expect("the log");
    let kept: Arc<dyn EventLog> = Arc::new(log.clone());
    let failing = Failing { log: Arc::clone(&kept), left: Arc::clone(left) };
    let world = World::on(kept, Arc::new(failing)).await;
    let reassessor = world.reassessor();
    let reacting = tokio::spawn(async move {
        reactors::follow(&log, SUBSCRIPTION, reassessor, Readiness::new(), CancellationToken::new()).await;
    });
    (world, reacting)
}

/// Waits until it is so.
async fn until<F: Future<Output = bool>>(holds: impl Fn() -> F) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(SOON, waiting).await.expect("it goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reactor_that_ends_in_the_middle_is_continued_by_the_next_process() {
    let (toolchain, dir) = (Toolchain::find().await.expect("servers"), StackDir::create().expect("a directory"));
    let options = NatsOptions { sync: Durability::Relaxed, ..NatsOptions::default() };
    let server = Nats::start(&toolchain, dir.path(), options).await.expect("a server");

    let left = Arc::new(AtomicI64::new(i64::MAX));
    let (world, reacting) = process(server.url(), &left).await;
    for n in 1..=REVIEWS {
        world.scored(n, harmless()).await;
    }
    left.store(20, Ordering::SeqCst);
    let activation = activate(&world, 11).await;
    until(|| async { left.load(Ordering::SeqCst) < 0 }).await;
    reacting.abort();
    assert!(world.kept.head().await.expect("a head") <= activation.sequence + 20, "it is in the middle");

    left.store(i64::MAX, Ordering::SeqCst);
    let (world, reacting) = process(server.url(), &left).await;
    until(|| async { world.kept.head().await.expect("a head") >= activation.sequence + 300 }).await;
    for n in 1..=REVIEWS {
        assert_eq!(world.scored_under(n).await, (2, 2), "review {n}");
    }
    assert_eq!(world.kept.head().await.expect("a head"), activation.sequence + 300, "each by one event");
    reacting.abort();
    server.stop().await.expect("the server stops");
}
