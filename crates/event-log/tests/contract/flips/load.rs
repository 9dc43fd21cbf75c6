//! Clients that write all the time.

use std::{sync::Arc, time::Duration};

use async_nats::{HeaderMap, jetstream};
use haetae_event_log::{AppendError, EventLog as _, JetStreamLog};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use super::Witness;
use crate::support::{SOON, Single, commit, key};

/// Aggregates that each writer writes at the same time.
const AGGREGATES: usize = 6;

/// Writers over the log as services use it.
pub(super) struct Load {
    tasks: JoinSet<()>,
    end: CancellationToken,
}

impl Load {
    pub(super) fn start(writers: &[JetStreamLog], paces: &[Duration], witness: &Arc<Witness>) -> Self {
        let (mut tasks, end) = (JoinSet::new(), CancellationToken::new());
        for (number, (log, pace)) in writers.iter().zip(paces).enumerate() {
            for aggregate in 0..AGGREGATES {
                let name = format!("w{number}-{aggregate}");
                let (writing, end) = (write(log.clone(), name, *pace, Arc::clone(witness)), end.clone());
                tasks.spawn(async move {
                    end.run_until_cancelled(writing).await;
                });
            }
        }
        Self { tasks, end }
    }

    pub(super) async fn end(self) {
        self.end.cancel();
        self.tasks.join_all().await;
    }
}

/// Appends to one aggregate until it is refused.
async fn write(log: JetStreamLog, name: String, pace: Duration, witness: Arc<Witness>) {
    let key = key(&name);
    let mut last = 0;
    for number in 0.. {
        let commit = commit(&key, &number.to_string());
        match log.append(&key, last, commit.clone(), Instant::now() + SOON).await {
            Ok(sequence) => {
                witness.confirm(sequence, commit.id.to_string());
                last = sequence;
            }
            // What it rested on is gone.
            Err(AppendError::Regressed { .. } | AppendError::Conflict { .. }) => return,
            Err(error) => panic!("{error}"),
        }
        sleep(pace).await;
    }
}

/// A writer to new aggregates that bypasses the guard, whatever server answers.
pub(super) struct Careless(Load);

impl Careless {
    pub(super) async fn start(server: &Single, witness: &Arc<Witness>) -> Self {
        let (js, witness) = (jetstream::new(server.stranger().await), Arc::clone(witness));
        let (mut tasks, end) = (JoinSet::new(), CancellationToken::new());
        let ended = end.clone();
        let writing = async move {
            for number in 0.. {
                let key = key(&format!("careless{number}"));
                let commit = commit(&key, "careless");
                let mut headers = HeaderMap::new();
                headers.insert("Nats-Expected-Last-Subject-Sequence", "0");
                headers.insert("Nats-Msg-Id", commit.id.to_string());
                if let Ok(sent) = js.publish_with_headers(key.subject(), headers, commit.payload).await
                    && let Ok(stored) = sent.await
                {
                    witness.confirm(stored.sequence, commit.id.to_string());
                }
                sleep(Duration::from_millis(5)).await;
            }
        };
        tasks.spawn(async move {
            ended.run_until_cancelled(writing).await;
        });
        Self(Load { tasks, end })
    }

    pub(super) async fn end(self) {
        self.0.end().await;
    }
}
