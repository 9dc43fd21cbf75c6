//! One commit brought to its end: written, certainly not written, or unknown after all that could be tried.

use std::{sync::Arc, time::Duration};

use async_nats::jetstream::stream::{RawMessageErrorKind, Stream};
use tokio::time::{Instant, sleep_until};

use super::{
    committer::{Bench, Job},
    gate::State,
    publish::{self, Verdict},
    wire,
};
use crate::{AppendError, Cause};

/// The end of the caller's time is kept for the last look.
const LOOK: Duration = Duration::from_millis(500);

/// Refusals without any commit after the expected position before the position is taken for one that never was.
const DOUBTS: u32 = 4;

/// What is found after the position a commit expected.
enum Found {
    /// The commit itself.
    Mine(u64),
    /// Another one: the commit is not there and never will be.
    Other(u64),
    /// Nothing.
    Nothing,
}

/// What the attempts so far have left open.
#[derive(Default)]
struct Open {
    /// An attempt went unanswered or was refused in a way that an earlier one may have caused.
    doubt: bool,
    refusals: u32,
    attempts: u32,
    last: Option<Cause>,
}

/// Publishes until it is known what became of the commit or the time is over. `first` is the verdict of an attempt
/// that was already made.
pub(super) async fn settle(bench: &Bench, job: &Job, first: Option<Verdict>) -> Result<u64, AppendError> {
    let reserve = LOOK.min(job.deadline.saturating_duration_since(Instant::now()) / 4);
    let last_call = job.deadline - reserve;
    let mut open = Open::default();
    let mut verdict = first;
    loop {
        let known = bench.gate.known();
        let current = match verdict.take() {
            Some(verdict) => verdict,
            None => match attempt(bench, job, last_call, &open).await? {
                Some(verdict) => verdict,
                None => return give_up(bench, job, open).await,
            },
        };
        match conclude(bench, job, known, current, &mut open).await {
            Some(end) => return end,
            None => sleep_until((Instant::now() + pause(open.attempts)).min(last_call)).await,
        }
    }
}

/// One publish, or `None` when there is no time for another.
async fn attempt(bench: &Bench, job: &Job, last_call: Instant, open: &Open) -> Result<Option<Verdict>, AppendError> {
    let until = if open.attempts == 0 { job.deadline } else { last_call };
    match bench.gate.passable(until).await {
        State::Regressed { known, head } => return Err(AppendError::Regressed { known, head }),
        State::Closed => return Ok(None),
        State::Open => {}
    }
    let now = Instant::now();
    if now >= until {
        return Ok(None);
    }
    let answer_by = (now + bench.ack_timeout).min(last_call.max(now + Duration::from_millis(1)));
    Ok(Some(publish::single(&bench.gate, job, answer_by).await))
}

/// The end that a verdict means, or `None` to go on trying.
async fn conclude(
    bench: &Bench,
    job: &Job,
    known: u64,
    verdict: Verdict,
    open: &mut Open,
) -> Option<Result<u64, AppendError>> {
    open.attempts += 1;
    let cause = match verdict {
        Verdict::Stored(sequence) => return Some(bench.stored(job, known, sequence)),
        Verdict::TooLarge => return Some(Err(bench.too_large(&job.commit))),
        Verdict::Full(cause) if !open.doubt => return Some(Err(AppendError::Full(cause))),
        Verdict::Refused(cause) => match look(bench, job).await {
            Ok(found) => match told(bench, job, &found) {
                Some(end) => return Some(end),
                None if !open.doubt && open.refusals >= DOUBTS => {
                    return Some(Err(conflict(job, None)));
                }
                None => {
                    open.refusals += 1;
                    cause
                }
            },
            Err(cause) => {
                open.doubt = true;
                cause
            }
        },
        Verdict::Unanswered(cause) => {
            open.doubt = true;
            cause
        }
        Verdict::Full(cause) | Verdict::Busy(cause) => cause,
    };
    tracing::debug!(key = %job.key, attempt = open.attempts, %cause, "the commit is not settled yet");
    open.last = Some(cause);
    None
}

/// No time is left to publish: what can be said?
async fn give_up(bench: &Bench, job: &Job, open: Open) -> Result<u64, AppendError> {
    match open.last {
        None if bench.gate.state() == State::Closed => Err(AppendError::Unavailable(disconnected())),
        None => Err(AppendError::DeadlineExceeded),
        Some(cause) if !open.doubt && open.refusals == 0 => Err(AppendError::Unavailable(cause)),
        Some(cause) => match look(bench, job).await {
            Ok(found) => told(bench, job, &found).unwrap_or(Err(AppendError::Unknown(cause))),
            Err(_) => Err(AppendError::Unknown(cause)),
        },
    }
}

/// Asks the stream's leader for the first commit after the expected position: if this one is in the log, it is that.
async fn look(bench: &Bench, job: &Job) -> Result<Found, Cause> {
    let answer = bench.stream.get_first_raw_message_by_subject(&job.subject, job.expected.saturating_add(1));
    match tokio::time::timeout(LOOK, answer).await {
        Ok(Ok(message)) if wire::is(&job.commit.payload, &message) => Ok(Found::Mine(message.sequence)),
        Ok(Ok(message)) => Ok(Found::Other(message.sequence)),
        Ok(Err(error)) if matches!(error.kind(), RawMessageErrorKind::NoMessageFound) => Ok(Found::Nothing),
        Ok(Err(error)) => Err(Arc::new(error)),
        Err(elapsed) => Err(Arc::new(elapsed)),
    }
}

fn told(bench: &Bench, job: &Job, found: &Found) -> Option<Result<u64, AppendError>> {
    match *found {
        Found::Mine(sequence) => {
            bench.saw(job, sequence);
            Some(Ok(sequence))
        }
        Found::Other(sequence) => {
            bench.saw(job, sequence);
            Some(Err(conflict(job, Some(sequence))))
        }
        Found::Nothing => None,
    }
}

fn conflict(job: &Job, found: Option<u64>) -> AppendError {
    AppendError::Conflict { expected: job.expected, found }
}

fn disconnected() -> Cause {
    Arc::new(std::io::Error::from(std::io::ErrorKind::NotConnected))
}

/// Grows from 5 ms to 160 ms, with jitter so that those who collided do not collide again.
fn pause(attempts: u32) -> Duration {
    let longest = 5_u64 << attempts.min(5);
    Duration::from_millis(rand::random_range(longest / 2..=longest))
}

/// The stream handle as [`look`] uses it: without information, bound to its name.
pub(super) type Leader = Stream<()>;
