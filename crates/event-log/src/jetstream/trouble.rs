//! Troubles of a log that is whole and can be reached: it acknowledges nothing, or is about to be full.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
};

use async_nats::jetstream::stream::Info;
use tokio::sync::watch;

/// Commits in a row that were sent and not answered before the log is said to take none.
const UNANSWERED: u32 = 3;

/// Hundredths of the room from which on every further step is an alarm.
const NEARLY: u64 = 80;

/// Hundredths of what the server may store from which on every further step is worth a line.
const FILLING: u64 = 60;

/// Hundredths from one alarm to the next.
const STEP: u64 = 5;

/// See the module.
#[derive(Debug)]
pub(super) struct Trouble {
    unanswered: AtomicU32,
    stalled: watch::Sender<bool>,
    /// The step of the last alarm, in hundredths of the room.
    filled: AtomicU64,
    /// The same for all that the server stores.
    stored: AtomicU64,
    /// Whether the server says that its disk has no room.
    no_space: AtomicBool,
    /// What the server last said that it does not permit, since it last acknowledged a commit.
    refusal: Mutex<Option<String>>,
    /// Whether there is one: every commit asks.
    refused: AtomicBool,
}

impl Trouble {
    pub(super) fn new() -> Self {
        Self {
            unanswered: AtomicU32::new(0),
            stalled: watch::Sender::new(false),
            filled: AtomicU64::new(0),
            stored: AtomicU64::new(0),
            no_space: AtomicBool::new(false),
            refusal: Mutex::default(),
            refused: AtomicBool::new(false),
        }
    }

    /// A commit was sent over a connection that holds, and not answered.
    pub(super) fn unanswered(&self) {
        let before = self.unanswered.fetch_add(1, Ordering::Relaxed);
        if before + 1 < UNANSWERED || self.stalled.send_replace(true) {
            return;
        }
        if let Some(refusal) = self.refusal() {
            tracing::error!(
                alarm = true,
                reason = "LOG_STALLED",
                refusal,
                "the log's server does not permit this service what it needs: give its account the permission"
            );
        } else {
            tracing::error!(
                alarm = true,
                reason = "LOG_STALLED",
                "the log's server is connected and acknowledges no commit: its disk may be full or broken; look at its \
                 own log, repair the disk and restart the server"
            );
        }
    }

    /// Notes an error that the server reported. It answers no message that it does not permit, it only says so.
    pub(super) fn reported(&self, error: &str) {
        if error.to_ascii_lowercase().contains("permissions violation") {
            *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_owned());
            self.refused.store(true, Ordering::Relaxed);
        }
    }

    fn refusal(&self) -> Option<String> {
        self.refusal.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A commit was acknowledged, or the connection is another one.
    pub(super) fn answered(&self) {
        if self.unanswered.load(Ordering::Relaxed) > 0 {
            self.unanswered.store(0, Ordering::Relaxed);
            self.stalled.send_if_modified(std::mem::take);
            self.no_space.store(false, Ordering::Relaxed);
        }
        if self.refused.load(Ordering::Relaxed) {
            *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = None;
            self.refused.store(false, Ordering::Relaxed);
        }
    }

    /// Whether the server acknowledges nothing now.
    pub(super) fn is_stalled(&self) -> bool {
        *self.stalled.borrow()
    }

    /// Notes whether a server that acknowledges nothing says that its disk has no room.
    pub(super) fn lacks_space(&self, lacks: bool) {
        if !self.no_space.swap(lacks, Ordering::Relaxed) && lacks {
            tracing::error!(
                alarm = true,
                reason = "LOG_FULL",
                "the disk of the log's server has no room; make room and restart the server, writes are refused until then"
            );
        }
    }

    /// Whether the server's disk has no room left: the server would neither store a commit that is sent now nor report
    /// that it did not.
    pub(super) fn is_full(&self) -> bool {
        self.no_space.load(Ordering::Relaxed)
    }

    /// Measures how much of its limit the server has stored; returns the hundredths that were logged, if any.
    pub(super) fn measure_server(&self, (used, room): (u64, u64)) -> Option<u64> {
        let full = used.saturating_mul(100) / room.max(1);
        let step = if full >= FILLING { full - full % STEP } else { 0 };
        let raised = step > self.stored.swap(step, Ordering::Relaxed);
        let reason = "SERVER_NEARLY_FULL";
        if raised && full >= NEARLY {
            tracing::error!(
                alarm = true,
                reason,
                used,
                room,
                full,
                "the log's server has stored {full} % of what it may"
            );
        } else if raised {
            tracing::warn!(reason, used, room, full, "the log's server has stored {full} % of what it may");
        }
        raised.then_some(step)
    }

    /// Whether the server acknowledges nothing.
    pub(super) fn stalled(&self) -> watch::Receiver<bool> {
        self.stalled.subscribe()
    }

    /// Measures how full the log is; returns the hundredths that an alarm was raised for, if one was.
    pub(super) fn measure(&self, info: &Info) -> Option<u64> {
        let room = u64::try_from(info.config.max_bytes).ok().filter(|room| *room > 0)?;
        let full = info.state.bytes.saturating_mul(100) / room;
        let step = if full >= NEARLY { full - full % STEP } else { 0 };
        let raised = step > self.filled.swap(step, Ordering::Relaxed);
        if raised {
            tracing::error!(
                alarm = true,
                reason = "LOG_NEARLY_FULL",
                bytes = info.state.bytes,
                room,
                full,
                "the log is {full} % full; when it is full nothing can be written: give it more room"
            );
        }
        raised.then_some(step)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn info(bytes: u64) -> Info {
        serde_json::from_value(json!({
            "config": { "name": "EVENTS", "retention": "limits", "storage": "file", "discard": "new", "max_bytes": 1_000,
                "max_msgs": -1, "max_age": 0, "max_consumers": -1, "num_replicas": 1, "max_msgs_per_subject": -1 },
            "created": "2026-01-01T00:00:00Z",
            "state": { "messages": 1, "bytes": bytes, "first_seq": 1, "last_seq": 1, "consumer_count": 0,
                "first_ts": "2026-01-01T00:00:00Z", "last_ts": "2026-01-01T00:00:00Z" },
        }))
        .unwrap()
    }

    /// H4: there is an alarm before the log is full, and another with every step, not with every look.
    #[test]
    fn a_log_that_fills_raises_an_alarm_with_every_step() {
        let trouble = Trouble::new();
        let raised = [100, 799, 800, 820, 849, 850, 990, 1_000].map(|bytes| trouble.measure(&info(bytes)));
        assert_eq!(raised, [None, None, Some(80), None, None, Some(85), Some(95), Some(100)]);
        assert_eq!(trouble.measure(&info(100)), None, "more room");
        assert_eq!(trouble.measure(&info(800)), Some(80));
    }

    #[test]
    fn a_server_that_fills_is_told_of_with_every_step() {
        let trouble = Trouble::new();
        let told = [59, 60, 64, 65, 79, 80, 81].map(|used| trouble.measure_server((used, 100)));
        assert_eq!(told, [None, Some(60), None, Some(65), Some(75), Some(80), None]);
    }

    #[test]
    fn a_server_without_space_is_full_until_it_acknowledges() {
        let trouble = Trouble::new();
        trouble.unanswered();
        trouble.lacks_space(true);
        assert!(trouble.is_full());
        trouble.answered();
        assert!(!trouble.is_full());
    }

    /// A server that does not permit a subject has said so, and the alarm is about that and not about its disk.
    #[test]
    fn a_permission_that_is_missing_is_remembered_until_a_commit_is_acknowledged() {
        let trouble = Trouble::new();
        trouble.reported("nats: Stale Connection");
        assert_eq!(trouble.refusal(), None);
        let refusal = "nats: Permissions Violation for Publish to \"ev.review.a\"";
        trouble.reported(refusal);
        trouble.unanswered();
        assert_eq!(trouble.refusal().as_deref(), Some(refusal));
        trouble.answered();
        assert_eq!(trouble.refusal(), None);
    }

    #[test]
    fn a_server_is_stalled_until_it_acknowledges() {
        let trouble = Trouble::new();
        let stalled = trouble.stalled();
        for told in [false, false, true, true] {
            trouble.unanswered();
            assert_eq!(*stalled.borrow(), told);
        }
        trouble.answered();
        assert!(!*stalled.borrow());
    }
}
