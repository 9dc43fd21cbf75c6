//! What all clients of a run share and write down.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use haetae_integration_tests::checker::ledger::{Asked, CommandOutcome, Ledger, Read};
use jiff::Timestamp;
use uuid::Uuid;

/// Reviews remembered for judging, and commands for reading: the newest ones.
const REMEMBERED: usize = 60;

/// Shared by all clients.
#[derive(Debug, Default)]
pub(crate) struct Notebook {
    ledger: Mutex<Ledger>,
    /// Requester and id of the newest reviews.
    reviews: Mutex<Vec<(usize, String)>>,
    /// Times an attempt failed and was made again, by what the client saw.
    retries: Mutex<BTreeMap<String, u64>>,
    /// Answers that no dead server explains.
    surprises: Mutex<Vec<String>>,
    /// When the attempt that was answered began, of commands that needed more than one.
    insisted: Mutex<Vec<(Uuid, Timestamp)>>,
    stopped: AtomicBool,
}

impl Notebook {
    /// Clients are to finish what they began.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    pub(crate) fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    pub(crate) fn command(&self, asked: Asked) {
        lock(&self.ledger).commands.push(asked);
    }

    pub(crate) fn read(&self, read: Read) {
        lock(&self.ledger).reads.push(read);
    }

    pub(crate) fn review(&self, by: usize, id: String) {
        let mut reviews = lock(&self.reviews);
        reviews.push((by, id));
        if reviews.len() > REMEMBERED {
            reviews.remove(0);
        }
    }

    pub(crate) fn retry(&self, seen: String) {
        *lock(&self.retries).entry(seen).or_default() += 1;
    }

    pub(crate) fn surprise(&self, what: String) {
        lock(&self.surprises).push(what);
    }

    pub(crate) fn insisted_on(&self, request_id: Uuid, began: Timestamp) {
        lock(&self.insisted).push((request_id, began));
    }

    /// The newest reviews of all clients.
    pub(crate) fn reviews_of(&self, whom: usize) -> Vec<String> {
        lock(&self.reviews).iter().filter(|(by, _)| *by == whom).map(|(_, id)| id.clone()).collect()
    }

    /// The newest reviews that others asked for.
    pub(crate) fn reviews_of_others(&self, than: usize) -> Vec<String> {
        lock(&self.reviews).iter().filter(|(by, _)| *by != than).map(|(_, id)| id.clone()).collect()
    }

    /// Review and position of the newest acknowledged command.
    pub(crate) fn newest(&self) -> Option<(String, u64)> {
        lock(&self.ledger).commands.iter().rev().take(REMEMBERED).find_map(|asked| match &asked.answer {
            CommandOutcome::Acknowledged { review_id, position, .. } => Some((review_id.clone(), *position)),
            CommandOutcome::Refused | CommandOutcome::Unknown => None,
        })
    }

    pub(crate) fn ledger(&self) -> Ledger {
        lock(&self.ledger).clone()
    }

    pub(crate) fn retries(&self) -> BTreeMap<String, u64> {
        lock(&self.retries).clone()
    }

    pub(crate) fn surprises(&self) -> Vec<String> {
        lock(&self.surprises).clone()
    }

    pub(crate) fn insisted(&self) -> Vec<(Uuid, Timestamp)> {
        lock(&self.insisted).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
