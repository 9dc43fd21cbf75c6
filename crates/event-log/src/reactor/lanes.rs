//! One lane for each aggregate with pending work: in order within a lane, lanes in parallel.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::Arc,
};

use async_nats::jetstream::{AckKind, Message};
use haetae_domain::causes::with_causes;
use tokio::task::JoinSet;

use super::{
    handle::{End, Handler, Work},
    source::Delivery,
};
use crate::AggregateKey;

/// The lanes of one reactor.
pub(super) struct Lanes {
    handler: Arc<Handler>,
    /// Work waiting in each lane behind the commit being handled. A lane exists while one of its commits is handled.
    waiting: HashMap<AggregateKey, VecDeque<Work>>,
    /// Every commit in a lane, with the message that acknowledges it, once the consumer has delivered it.
    held: HashMap<u64, Option<Message>>,
    requests: HashMap<AggregateKey, Message>,
    running: JoinSet<(Work, End)>,
}

impl Lanes {
    pub(super) fn new(handler: Handler) -> Self {
        Self {
            handler: Arc::new(handler),
            waiting: HashMap::new(),
            held: HashMap::new(),
            requests: HashMap::new(),
            running: JoinSet::new(),
        }
    }

    pub(super) fn handler(&self) -> &Handler {
        &self.handler
    }

    pub(super) fn held(&self) -> usize {
        self.held.len() + self.requests.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Puts a delivery into its lane, unless it is there or done already.
    pub(super) async fn take(&mut self, delivery: Delivery, done: &BTreeSet<u64>) {
        match delivery {
            Delivery::Commit(commit, message) if done.contains(&commit.sequence) => {
                self.acknowledge(message, commit.sequence).await;
            }
            Delivery::Commit(commit, message) => match self.held.get_mut(&commit.sequence) {
                Some(held) => *held = message.or(held.take()),
                None => {
                    self.held.insert(commit.sequence, message);
                    self.push(commit.key.clone(), Work::Commit(commit));
                }
            },
            Delivery::Unpark(key, message) => {
                if self.requests.insert(key.clone(), message).is_none() {
                    self.push(key.clone(), Work::Unpark(key));
                }
            }
        }
    }

    fn push(&mut self, key: AggregateKey, work: Work) {
        match self.waiting.get_mut(&key) {
            Some(lane) => lane.push_back(work),
            None => {
                self.waiting.insert(key, VecDeque::new());
                self.start(work);
            }
        }
    }

    fn start(&mut self, work: Work) {
        let handler = Arc::clone(&self.handler);
        self.running.spawn(async move {
            let end = handler.handle(&work).await;
            (work, end)
        });
    }

    /// Waits for one commit to finish, acknowledges it and starts the next one of its lane. Returns its sequence if
    /// it is done.
    pub(super) async fn next(&mut self) -> Option<u64> {
        // Handlers that panic are caught within: a task ends with its result or with the reactor.
        let (work, end) = self.running.join_next().await?.ok()?;
        match self.waiting.get_mut(work.key()).map(VecDeque::pop_front) {
            Some(Some(next)) => self.start(next),
            Some(None) | None => {
                self.waiting.remove(work.key());
            }
        }
        match &work {
            Work::Commit(commit) => {
                let message = self.held.remove(&commit.sequence).flatten();
                if end == End::Abandoned {
                    return None;
                }
                self.acknowledge(message, commit.sequence).await;
                Some(commit.sequence)
            }
            Work::Unpark(key) => {
                let message = self.requests.remove(key).filter(|_| end != End::Abandoned);
                if let Some(message) = message {
                    acknowledge(&message).await;
                }
                None
            }
        }
    }

    async fn acknowledge(&self, message: Option<Message>, sequence: u64) {
        match message {
            Some(message) => acknowledge(&message).await,
            None => self.handler.acknowledge(sequence).await,
        }
    }

    /// Reports to the server that all held commits are in progress.
    pub(super) async fn sign_of_life(&self) {
        for message in self.held.values().flatten().chain(self.requests.values()) {
            if let Err(error) = message.ack_with(AckKind::Progress).await {
                tracing::debug!(error = with_causes(error.as_ref()), "could not report progress to the server");
                return;
            }
        }
    }

    /// Waits for running handlers and acknowledges their commits; waiting commits stay unacknowledged.
    pub(super) async fn finish(&mut self) {
        self.waiting.clear();
        while !self.running.is_empty() {
            self.next().await;
        }
        self.handler.flush().await;
    }
}

/// Lost acknowledgements are harmless: the commit is delivered again and recognised.
async fn acknowledge(message: &Message) {
    if let Err(error) = message.ack().await {
        tracing::debug!(
            error = with_causes(error.as_ref()),
            "a commit could not be acknowledged; it will be delivered again"
        );
    }
}
