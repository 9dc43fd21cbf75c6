//! Tracks whether the log's server answers.
//!
//! The keeper's requests every few seconds show that. After some seconds without an answer, requests no longer wait:
//! the server counts as unreachable, callers are refused at once and may retry.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

use crate::{Alarm, Cause, alarm};

/// One unit of silence. Units are counted instead of measuring the time: a suspended process was not listening.
const PART: Duration = Duration::from_secs(1);

/// Units without an answer after which the server counts as unreachable. Longer than finding another server and
/// electing a leader takes, and longer than a busy server needs for one answer.
const PARTS: u32 = 15;

/// Consecutive refusals of the credentials after which the server counts as unreachable, less than a second apart.
/// More than one: a server that was just given another password may see the old file once.
const REFUSALS: u32 = 3;

/// See the module.
#[derive(Debug)]
pub(super) struct Contact {
    silent: AtomicU32,
    /// Consecutive attempts to connect at which the server refused the credentials.
    refusals: AtomicU32,
    /// The same as `answers` turned round, as cheap to ask as every commit needs it.
    lost: AtomicBool,
    answers: watch::Sender<bool>,
    /// Why the last request failed, if known.
    why: Mutex<Option<String>>,
}

impl Contact {
    pub(super) fn new() -> Self {
        Self {
            silent: AtomicU32::new(0),
            refusals: AtomicU32::new(0),
            lost: AtomicBool::new(false),
            answers: watch::Sender::new(true),
            why: Mutex::default(),
        }
    }

    /// Counts the silence, for ever.
    pub(super) async fn count(&self) {
        let mut parts = interval(PART);
        parts.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            parts.tick().await;
            self.part();
        }
    }

    /// Notes that a part of the silence went by.
    fn part(&self) {
        if self.silent.fetch_add(1, Ordering::Relaxed) < PARTS || !self.lose() {
            return;
        }
        let error = self.why();
        alarm!(
            error,
            Alarm::LogUnreachable,
            error,
            seconds = PART.as_secs() * u64::from(PARTS),
            "the log's server has not answered for some seconds; nothing can be written until it does"
        );
    }

    /// Notes that the server refused the credentials.
    pub(super) fn refused(&self, why: String) {
        self.note(why);
        if self.refusals.fetch_add(1, Ordering::Relaxed) + 1 < REFUSALS || !self.lose() {
            return;
        }
        let error = self.why();
        alarm!(
            error,
            Alarm::LogUnreachable,
            error,
            "the log's server refuses the credentials of this service; nothing can be written until it accepts them"
        );
    }

    /// The server counts as unreachable from now on; returns whether it did not before.
    fn lose(&self) -> bool {
        let first = self.answers.send_replace(false);
        // Set after the readers are notified; an answer in between is noticed with the next one.
        self.lost.store(true, Ordering::Relaxed);
        first
    }

    /// Notes that the server answered.
    pub(super) fn heard(&self) {
        self.silent.store(0, Ordering::Relaxed);
        self.refusals.store(0, Ordering::Relaxed);
        if self.lost.load(Ordering::Relaxed) && self.lost.swap(false, Ordering::Relaxed) {
            self.answers.send_replace(true);
            tracing::info!("the log's server answers again; writes continue");
        }
    }

    /// Notes why the server could not be asked, other than by a refusal of the credentials.
    pub(super) fn failed(&self, why: String) {
        self.refusals.store(0, Ordering::Relaxed);
        self.note(why);
    }

    fn why(&self) -> Option<String> {
        self.why.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, why: String) {
        *self.why.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    /// Whether the server answers, as far as is known.
    pub(super) fn answers(&self) -> watch::Receiver<bool> {
        self.answers.subscribe()
    }

    /// Whether the server counts as unreachable.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// Why nothing waits for the server.
    pub(super) fn cause(&self) -> Cause {
        if self.refusals.load(Ordering::Relaxed) < REFUSALS { silence() } else { refusal() }
    }

    /// Ends when the server counts as unreachable.
    pub(super) async fn lost(&self) {
        // The sender lives as long as `self`.
        let _ = self.answers.subscribe().wait_for(|answers| !answers).await;
    }
}

fn silence() -> Cause {
    Arc::from(Box::from("the log's server does not answer"))
}

fn refusal() -> Cause {
    Arc::from(Box::from("the log's server refuses the credentials of this service"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `A9`: after some seconds without an answer the server counts as unreachable, until it answers.
    #[test]
    fn a_server_that_does_not_answer_is_unreachable_until_it_does() {
        let contact = Contact::new();
        for _ in 0..PARTS {
            contact.part();
        }
        assert!(!contact.is_lost());
        contact.heard();
        for _ in 0..PARTS {
            contact.part();
        }
        assert!(!contact.is_lost(), "an answer starts the count again");
        contact.part();
        assert!(contact.is_lost());
        contact.part();
        assert!(contact.is_lost());
        contact.heard();
        assert!(!contact.is_lost());
    }

    /// `A9`: a server that refuses the credentials is unreachable after few attempts, without the time of silence.
    #[test]
    fn a_server_that_refuses_the_credentials_is_unreachable_soon() {
        let contact = Contact::new();
        for _ in 1..REFUSALS {
            contact.refused("refused".into());
        }
        contact.failed("not there".into());
        for _ in 1..REFUSALS {
            contact.refused("refused".into());
        }
        assert!(!contact.is_lost(), "only refusals one after the other count");
        contact.refused("refused".into());
        assert!(contact.is_lost());
        assert!(contact.cause().to_string().contains("credentials"), "{}", contact.cause());
        contact.heard();
        assert!(!contact.is_lost());
    }
}
