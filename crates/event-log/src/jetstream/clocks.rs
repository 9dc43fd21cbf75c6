//! Compares the clock of this process with the server's clock.
//!
//! The server is asked for its time every few seconds. In between, the monotonic clock, which cannot be set,
//! extrapolates the server's time. A wrongly set system clock is therefore noticed with the next commit, without
//! another request.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::{sync::watch, time::Instant};

use super::view::View;
use crate::{Alarm, AppendError, CLOCK_TOLERANCE, ReadError, alarm};

/// Maximum age of a decision at the time of its commit: longer than any deadline.
const DECIDED_EARLIER: SignedDuration = SignedDuration::from_secs(120);

/// The server's time as last measured, and whether the clocks agree.
#[derive(Debug)]
pub(super) struct Clocks {
    /// Reads the system clock; without it nothing is compared.
    wall: Option<fn() -> Timestamp>,
    anchor: Mutex<Option<Anchor>>,
    agree: watch::Sender<bool>,
}

/// The server's time at one instant of this process: not before `earliest` and not after `latest`.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    at: Instant,
    earliest: Timestamp,
    latest: Timestamp,
}

impl Clocks {
    pub(super) fn new(wall: Option<fn() -> Timestamp>) -> Self {
        Self { wall, anchor: Mutex::new(None), agree: watch::Sender::new(true) }
    }

    /// Asks the server for its time and compares it with the clock of this process.
    pub(super) async fn measure(&self, view: &View) -> Result<(), ReadError> {
        let Some(wall) = self.wall else { return Ok(()) };
        let asked = Instant::now();
        let told = view.clock().await?;
        let at = Instant::now();
        self.set(Anchor { at, earliest: told, latest: later(told, at.saturating_duration_since(asked)) });
        // `check` logs a disagreement; the next measurement follows soon.
        let _ = self.check(wall());
        Ok(())
    }

    fn set(&self, anchor: Anchor) {
        *self.anchor.lock().unwrap_or_else(PoisonError::into_inner) = Some(anchor);
    }

    /// The earlier of `at`, read from the clock of this process shortly before, and the server's time.
    pub(super) fn check(&self, at: Timestamp) -> Result<Timestamp, AppendError> {
        let anchor = *self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
        let (Some(wall), Some(anchor)) = (self.wall, anchor) else { return Ok(at) };
        let passed = anchor.at.elapsed();
        let (earliest, latest) = (later(anchor.earliest, passed), later(anchor.latest, passed));
        let ours = ahead(wall(), (earliest, latest));
        let given = ahead(at, (earliest.saturating_sub(DECIDED_EARLIER).unwrap_or(Timestamp::MIN), latest));
        let worst = if given.abs() > ours.abs() { given } else { ours };
        let agree = worst.abs() <= CLOCK_TOLERANCE;
        self.note(agree, worst);
        if agree { Ok(at.min(earliest)) } else { Err(AppendError::ClockSkewed { ahead: worst }) }
    }

    fn note(&self, agree: bool, ahead: SignedDuration) {
        let changed = self.agree.send_if_modified(|known| std::mem::replace(known, agree) != agree);
        if changed && agree {
            tracing::info!("the clocks of this service and of the event log agree again; writes continue");
        } else if changed {
            alarm!(
                error,
                Alarm::ClockSkewed,
                ahead_seconds = ahead.as_secs_f64(),
                "the clocks of this service and of the event log differ; writes are refused and deadlines wait until they agree"
            );
        }
    }

    /// Whether the clocks agree, according to the last comparison.
    pub(super) fn agree(&self) -> watch::Receiver<bool> {
        self.agree.subscribe()
    }
}

/// How far `time` is after the later of two times, or, negative, before the earlier.
fn ahead(time: Timestamp, (earliest, latest): (Timestamp, Timestamp)) -> SignedDuration {
    if time > latest { time.duration_since(latest) } else { time.duration_since(earliest).min(SignedDuration::ZERO) }
}

fn later(time: Timestamp, passed: Duration) -> Timestamp {
    time.saturating_add(passed).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::constant(43_200, 0);

    fn seconds(seconds: i64) -> SignedDuration {
        SignedDuration::from_secs(seconds)
    }

    fn clocks(wall: fn() -> Timestamp) -> Clocks {
        let clocks = Clocks::new(Some(wall));
        clocks.set(Anchor { at: Instant::now(), earliest: NOON, latest: NOON + seconds(1) });
        clocks
    }

    /// `A8`: a time of a commit is refused when either our clock or the time itself is seconds off the log's clock,
    /// whichever way, and a clock that is right again is believed again.
    #[tokio::test(start_paused = true)]
    async fn clocks_agree_within_seconds() {
        let right = clocks(|| NOON + seconds(2));
        assert_eq!(right.check(NOON + seconds(4)).unwrap(), NOON, "a deadline is met when both clocks say so");
        assert_eq!(right.check(NOON - seconds(90)).unwrap(), NOON - seconds(90), "decided a while ago");
        for wrong in [NOON + seconds(172_800), NOON - seconds(172_800)] {
            assert!(matches!(right.check(wrong), Err(AppendError::ClockSkewed { .. })), "{wrong}");
            assert!(!*right.agree().borrow());
            assert!(right.check(NOON).is_ok());
            assert!(*right.agree().borrow());
        }
        for (wall, off) in [
            ((|| NOON + seconds(7)) as fn() -> Timestamp, seconds(6)),
            (|| NOON - seconds(6), seconds(-6)),
            (|| NOON - seconds(172_800), seconds(-172_800)),
        ] {
            let end = clocks(wall).check(NOON);
            assert!(matches!(&end, Err(AppendError::ClockSkewed { ahead }) if *ahead == off), "{end:?}");
        }
    }

    /// `A8`: between two answers of the server the monotonic clock goes on.
    #[tokio::test(start_paused = true)]
    async fn the_servers_clock_goes_on_between_its_answers() {
        let clocks = clocks(|| NOON + seconds(60));
        assert!(clocks.check(NOON + seconds(60)).is_err());
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(clocks.check(NOON + seconds(61)).unwrap(), NOON + seconds(60));
    }

    /// Without a clock, as in restore tools, nothing is compared.
    #[test]
    fn nothing_is_compared_without_a_clock() {
        assert_eq!(Clocks::new(None).check(Timestamp::MAX).unwrap(), Timestamp::MAX);
    }
}
