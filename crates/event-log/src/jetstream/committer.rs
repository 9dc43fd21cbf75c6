//! The committer: receives every append. It publishes a single append at once, and those that arrive during a publish
//! as one group.
//!
//! An append is accepted when it is in the queue. From then on it is completed even if its caller stops waiting.

use std::{
    collections::HashSet,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use async_nats::jetstream::ErrorCode;
use futures::future::join_all;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
    time::Instant,
};
use tracing::Instrument as _;

use super::{
    bench::Bench,
    gate::State,
    job::Job,
    publish::{self, BatchVerdict, Verdict},
    settle::settle,
};
use crate::Cause;

/// Most commits in one batch.
const BATCH: usize = 256;

/// Fewest commits for which a batch is faster than publishing each alone (benches/append.rs).
const BATCH_FROM: usize = 8;

/// Most bytes in one batch.
const BATCH_BYTES: usize = 8 << 20;

/// Groups being published at the same time.
const GROUPS: usize = 1;

/// A commit with less time left than this does not join a batch, because the whole batch would have to use its
/// deadline.
const HURRY: Duration = Duration::from_millis(500);

/// Runs until the queue is closed and empty.
pub(super) async fn run(bench: Arc<Bench>, mut queue: mpsc::Receiver<Job>) {
    let groups = Arc::new(Semaphore::new(GROUPS));
    let mut waiting = Vec::new();
    loop {
        if waiting.is_empty() {
            match queue.recv().await {
                Some(job) => waiting.push(job),
                None => return,
            }
        }
        let Ok(permit) = Arc::clone(&groups).acquire_owned().await else {
            return;
        };
        // Callers that were answered together tend to send their next commits together; let all of them enter the
        // group.
        tokio::task::yield_now().await;
        while let Ok(job) = queue.try_recv() {
            waiting.push(job);
        }
        let group = gather(&mut waiting);
        tokio::spawn(commit(Arc::clone(&bench), group, permit));
    }
}

/// The next group: in order of arrival, one commit for each aggregate, bounded in number and bytes.
fn gather(waiting: &mut Vec<Job>) -> Vec<Job> {
    let (mut group, mut later) = (Vec::new(), Vec::new());
    let (mut keys, mut bytes) = (HashSet::new(), 0);
    for job in waiting.drain(..) {
        let fits = group.len() < BATCH && (group.is_empty() || bytes + job.commit.payload.len() <= BATCH_BYTES);
        if fits && keys.insert(job.key.clone()) {
            bytes += job.commit.payload.len();
            group.push(job);
        } else {
            later.push(job);
        }
    }
    *waiting = later;
    group
}

/// Commits one group: as a batch if that is faster, otherwise one by one. A commit without a result after the first
/// attempt continues in its own task, so that it does not delay the next group.
async fn commit(bench: Arc<Bench>, group: Vec<Job>, _permit: OwnedSemaphorePermit) {
    let open = bench.gate.state() == State::Open;
    let soon = Instant::now() + HURRY;
    let (mut together, mut single) = (Vec::new(), Vec::new());
    for job in group {
        match () {
            () if !open => detach(&bench, job, None),
            () if bench.is_stale(&job) => detach(&bench, job, Some(Verdict::Refused(text("a later commit is known")))),
            () if job.deadline < soon => single.push(job),
            () => together.push(job),
        }
    }
    if together.len() >= BATCH_FROM && bench.batching.load(Ordering::Relaxed) {
        together = batch(&bench, together).await;
    }
    single.append(&mut together);
    join_all(single.into_iter().map(|job| alone(&bench, job))).await;
}

/// One publish for one commit.
async fn alone(bench: &Arc<Bench>, job: Job) {
    let known = bench.gate.known();
    let now = Instant::now();
    if job.deadline <= now {
        return detach(bench, job, None);
    }
    let until = (now + bench.ack_timeout).min(job.deadline);
    match publish::single(&bench.gate, &job, until).await {
        Verdict::Stored(sequence) => {
            let end = bench.stored(&job, known, sequence);
            job.end(end);
        }
        verdict @ (Verdict::Refused(_)
        | Verdict::Late
        | Verdict::Unanswered(_)
        | Verdict::Busy(_)
        | Verdict::Full(_)
        | Verdict::TooLarge) => detach(bench, job, Some(verdict)),
    }
}

/// Continues with one commit in its own task.
fn detach(bench: &Arc<Bench>, job: Job, first: Option<Verdict>) {
    let bench = Arc::clone(bench);
    tokio::spawn(async move {
        let end = settle(&bench, &job, first).instrument(job.span.clone()).await;
        job.end(end);
    });
}

/// Publishes all jobs in one batch. Returns the jobs that have to be published individually.
async fn batch(bench: &Arc<Bench>, jobs: Vec<Job>) -> Vec<Job> {
    let number = bench.batches.fetch_add(1, Ordering::Relaxed);
    let name = format!("{}-{number}", bench.name);
    let known = bench.gate.known();
    let now = Instant::now();
    let latest = jobs.iter().map(|job| job.deadline).min().unwrap_or(now);
    let until = latest.min(now + bench.ack_timeout);
    match publish::batch(&bench.gate, &name, &jobs, until).await {
        BatchVerdict::Stored(first) => {
            for (sequence, job) in (first..).zip(jobs) {
                let end = bench.stored(&job, known, sequence);
                job.end(end);
            }
            Vec::new()
        }
        BatchVerdict::Refused(code) => {
            tracing::debug!(%name, code = code.0, members = jobs.len(), "a batch was refused; retrying its commits one by one");
            let unsupported = [ErrorCode::ATOMIC_PUBLISH_UNSUPPORTED_HEADER, ErrorCode::ATOMIC_PUBLISH_DISABLED];
            if unsupported.contains(&code) {
                bench.batching.store(false, Ordering::Relaxed);
            }
            jobs
        }
        BatchVerdict::Unanswered(cause) => {
            tracing::warn!(%name, %cause, members = jobs.len(), "no answer to a batch");
            for job in jobs {
                detach(bench, job, Some(Verdict::Unanswered(Arc::clone(&cause))));
            }
            Vec::new()
        }
    }
}

fn text(reason: &'static str) -> Cause {
    Arc::from(Box::<dyn std::error::Error + Send + Sync>::from(reason))
}
