//! Problems of a log that is complete and reachable: it acknowledges nothing, or is nearly full.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
};

use async_nats::jetstream::stream::Info;
use haetae_domain::causes::with_causes;
use haetae_proof::BundleError;
use tokio::sync::watch;

use crate::{Alarm, alarm, metrics};

/// Consecutive unanswered commits after which the log counts as stalled.
const UNANSWERED: u32 = 3;

/// Percentage of the log's limit from which every further step raises an alarm.
const NEARLY: u64 = 80;

/// Percentage of the server's storage limit from which every further step is logged.
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
    /// Whether the server reports a full disk.
    no_space: AtomicBool,
    /// The server's last permission error since it last acknowledged a commit.
    refusal: Mutex<Option<String>>,
    /// Whether such an error exists: read for every commit.
    refused: AtomicBool,
    /// Whether the published head is not valid.
    bad_head: AtomicBool,
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
            bad_head: AtomicBool::new(false),
        }
    }

    /// Records a commit that was not answered although the connection is up.
    pub(super) fn unanswered(&self) {
        let before = self.unanswered.fetch_add(1, Ordering::Relaxed);
        if before + 1 < UNANSWERED || self.stalled.send_replace(true) {
            return;
        }
        if let Some(refusal) = self.refusal() {
            alarm!(
                error,
                Alarm::LogStalled,
                refusal,
                "the log's server does not permit this service what it needs: give its account the permission"
            );
        } else {
            alarm!(
                error,
                Alarm::LogStalled,
                "the log's server is connected and acknowledges no commit: its disk may be full or broken; look at its \
                 own log, repair the disk and restart the server"
            );
        }
    }

    /// Records an error that the server reported. The server does not answer a message that it does not permit; it
    /// only reports the error.
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
        if self.is_silent() {
            self.unanswered.store(0, Ordering::Relaxed);
            self.stalled.send_if_modified(std::mem::take);
            self.no_space.store(false, Ordering::Relaxed);
        }
        if self.refused.load(Ordering::Relaxed) {
            *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = None;
            self.refused.store(false, Ordering::Relaxed);
        }
    }

    /// Whether a commit was not acknowledged, or the server reports a full disk, since the last commit that was.
    pub(super) fn is_silent(&self) -> bool {
        self.unanswered.load(Ordering::Relaxed) > 0 || self.is_full()
    }

    /// Records whether the server reports a full disk. Such a server acknowledges nothing.
    pub(super) fn lacks_space(&self, lacks: bool) {
        if !self.no_space.swap(lacks, Ordering::Relaxed) && lacks {
            self.stalled.send_replace(true);
            alarm!(
                error,
                Alarm::LogFull,
                "the disk of the log's server has no room; make room and restart the server, writes are refused until then"
            );
        }
    }

    /// Whether the server's disk is full: the server would neither store a commit nor report the failure.
    pub(super) fn is_full(&self) -> bool {
        self.no_space.load(Ordering::Relaxed)
    }

    /// Measures how much of its limit the server has stored; returns the percentage if it was logged.
    pub(super) fn measure_server(&self, (used, room): (u64, u64)) -> Option<u64> {
        metrics::server_filled(used, room);
        let full = used.saturating_mul(100) / room.max(1);
        let step = if full >= FILLING { full - full % STEP } else { 0 };
        let raised = step > self.stored.swap(step, Ordering::Relaxed);
        if raised && full >= NEARLY {
            alarm!(
                error,
                Alarm::ServerNearlyFull,
                used,
                room,
                full,
                "the log's server has stored {full} % of what it may"
            );
        } else if raised {
            let reason = Alarm::ServerNearlyFull.name();
            tracing::warn!(reason, used, room, full, "the log's server has stored {full} % of what it may");
        }
        raised.then_some(step)
    }

    /// Records whether the published head is valid; returns whether that was logged. The head is read every few
    /// seconds, and with every report of another member.
    pub(super) fn read_head(&self, fault: Option<&BundleError>) -> bool {
        let changed = self.bad_head.swap(fault.is_some(), Ordering::Relaxed) != fault.is_some();
        match fault {
            Some(error) if changed => alarm!(
                error,
                Alarm::HeadNotValid,
                error = with_causes(&error),
                "the published head of the log is not valid and is ignored: look who may publish on head.log, and whether \
                 proof.public_key is the key of the dashboard"
            ),
            None if changed => tracing::warn!(
                reason = Alarm::HeadNotValid.name(),
                "the published head of the log is valid again or was removed"
            ),
            Some(_) | None => {}
        }
        changed
    }

    /// Whether the server acknowledges nothing.
    pub(super) fn stalled(&self) -> watch::Receiver<bool> {
        self.stalled.subscribe()
    }

    /// Measures how full the log is; returns the percentage if an alarm was raised.
    pub(super) fn measure(&self, info: &Info) -> Option<u64> {
        let room = u64::try_from(info.config.max_bytes).ok().filter(|room| *room > 0)?;
        metrics::log_filled(info.state.bytes, room);
        let full = info.state.bytes.saturating_mul(100) / room;
        let step = if full >= NEARLY { full - full % STEP } else { 0 };
        let raised = step > self.filled.swap(step, Ordering::Relaxed);
        if raised {
            alarm!(
                error,
                Alarm::LogNearlyFull,
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
mod tests;
