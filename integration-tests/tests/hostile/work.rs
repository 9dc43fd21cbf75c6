//! Ordinary work beside the neighbour: reviews submitted one after the other, each until it is acknowledged.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, Result};
use haetae_integration_tests::{Caller, eventually, samples};
use tokio::{
    task::JoinHandle,
    time::{sleep, timeout},
};

/// Between two submissions: the load is there to be lost, not to be fast.
const PAUSE: Duration = Duration::from_millis(100);
/// Longest time until a submission is acknowledged, however much is down meanwhile.
const INSISTENCE: Duration = Duration::from_secs(120);

/// A command that was acknowledged.
#[derive(Debug, Clone)]
pub(crate) struct Acknowledged {
    /// Its review.
    pub(crate) review_id: String,
    /// The consistency token of the answer.
    pub(crate) token: String,
}

/// A caller at work.
pub(crate) struct Work {
    shared: Arc<Shared>,
    running: JoinHandle<Result<()>>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    acknowledged: Mutex<Vec<Acknowledged>>,
}

impl Work {
    pub(crate) fn start(caller: Caller) -> Self {
        let shared = Arc::<Shared>::default();
        let running = tokio::spawn(submit_on(caller, Arc::clone(&shared)));
        Self { shared, running }
    }

    /// Everything that was acknowledged so far.
    pub(crate) fn acknowledged(&self) -> Vec<Acknowledged> {
        self.shared.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until `more` commands were acknowledged after this call.
    pub(crate) async fn goes_on(&self, more: usize) -> Result<()> {
        let before = self.acknowledged().len();
        let enough = async || Ok((self.acknowledged().len() >= before + more).then_some(()));
        eventually("an acknowledgement beside the neighbour", enough).await
    }

    /// Lets the command in flight end; returns everything that was acknowledged.
    pub(crate) async fn stop(self) -> Result<Vec<Acknowledged>> {
        self.shared.stop.store(true, Ordering::Relaxed);
        let Self { shared, running } = self;
        running.await.context("the caller panicked")??;
        let acknowledged = shared.acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(acknowledged.clone())
    }
}

async fn submit_on(caller: Caller, shared: Arc<Shared>) -> Result<()> {
    while !shared.stop.load(Ordering::Relaxed) {
        let done = timeout(INSISTENCE, submit(&caller)).await.context("a command is never acknowledged")??;
        shared.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).push(done);
        sleep(PAUSE).await;
    }
    Ok(())
}

/// Repeats one command, always with the same id, until it is acknowledged.
async fn submit(caller: &Caller) -> Result<Acknowledged> {
    let request = samples::harmless();
    loop {
        match caller.intake().submit_review(request.clone()).await {
            Ok(answer) => {
                let answer = answer.into_inner();
                let review_id = answer.review.context("no review in the answer")?.review_id;
                return Ok(Acknowledged { review_id, token: answer.consistency_token });
            }
            Err(_refused) => sleep(PAUSE).await,
        }
    }
}
