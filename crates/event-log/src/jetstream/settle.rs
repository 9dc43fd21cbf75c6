//! Determines the outcome of one commit: written, certainly not written, or unknown after every attempt.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep_until, timeout_at};
use uuid::Uuid;

use super::{
    bench::Bench,
    certain::certain,
    gate::{Gate, State},
    job::Job,
    publish::{self, Verdict},
    raw::Which,
    view::View,
};
use crate::{AggregateKey, AppendError, Cause};

/// Reserved at the end of the caller's time for the last look at the log.
const LOOK: Duration = Duration::from_millis(500);

/// Refusals without any commit after the expected position, after which the position is considered one that never
/// existed.
const DOUBTS: u32 = 4;

/// The message found after the position that a commit expected.
enum Found {
    /// The commit itself, stored for good.
    Mine(u64),
    /// The commit itself, or one that cannot be read, without a proof that it is on disk.
    Shown,
    /// Another one: the commit is not there and never will be.
    Other(u64),
    /// Nothing.
    Nothing,
}

/// Questions that the attempts so far have left open.
#[derive(Default)]
struct Open {
    /// An attempt went unanswered or was refused in a way that an earlier one may have caused.
    doubt: bool,
    refusals: u32,
    attempts: u32,
    last: Option<Cause>,
}

/// Publishes until the outcome of the commit is known or the time is over. `first` is the verdict of an earlier
/// attempt.
pub(super) async fn settle(bench: &Bench, job: &Job, first: Option<Verdict>) -> Result<u64, AppendError> {
    let last_call = job.deadline - reserve(job.deadline);
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

/// One publish, or `None` when there is no time left for another.
async fn attempt(bench: &Bench, job: &Job, last_call: Instant, open: &Open) -> Result<Option<Verdict>, AppendError> {
    // A server with a full disk answers nothing until it is restarted.
    if bench.gate.contact.is_lost() || bench.gate.trouble.is_full() {
        return Ok(None);
    }
    let until = if open.attempts == 0 { job.deadline } else { last_call };
    let passable = async {
        match bench.gate.passable(last_call).await {
            State::Closed => bench.gate.passable(until).await,
            // Without an archive, the caller has to be informed before its deadline that nothing was written.
            state @ (State::Open | State::Unarchived | State::Regressed { .. }) => state,
        }
    };
    let state = tokio::select! {
        state = passable => state,
        () = bench.gate.contact.lost() => return Ok(None),
    };
    match state {
        State::Regressed { known, head } => return Err(AppendError::Regressed { known, head }),
        State::Closed | State::Unarchived => return Ok(None),
        State::Open => {}
    }
    let now = Instant::now();
    if now >= until {
        return Ok(None);
    }
    let answer_by = (now + bench.ack_timeout).min(last_call.max(now + Duration::from_millis(1)));
    Ok(Some(publish::single(&bench.gate, job, answer_by).await))
}

/// The result that follows from a verdict, or `None` to retry.
async fn conclude(
    bench: &Bench,
    job: &Job,
    known: u64,
    verdict: Verdict,
    open: &mut Open,
) -> Option<Result<u64, AppendError>> {
    open.attempts += 1;
    let cause = match verdict {
        // Questions that earlier attempts left open remain open.
        Verdict::Late => return None,
        Verdict::Stored(sequence) => return Some(bench.stored(job, known, sequence)),
        Verdict::TooLarge => return Some(Err(bench.too_large(&job.commit))),
        Verdict::Full(cause) if !open.doubt => return Some(Err(AppendError::Full(cause))),
        Verdict::Refused(cause) => match look(bench, job).await {
            Ok(Found::Shown) => {
                open.doubt = true;
                unproved()
            }
            Ok(found) => match outcome_of(bench, job, &found) {
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
            unanswered(bench);
            open.doubt = true;
            cause
        }
        Verdict::Full(cause) | Verdict::Busy(cause) => cause,
    };
    tracing::debug!(key = %job.key, attempt = open.attempts, %cause, "the commit is not settled yet");
    open.last = Some(cause);
    None
}

/// Records that a commit was not acknowledged although the connection is up.
fn unanswered(bench: &Bench) {
    if bench.gate.state() == State::Open {
        bench.gate.trouble.unanswered();
    }
}

/// The result when no time is left to publish.
async fn give_up(bench: &Bench, job: &Job, open: Open) -> Result<u64, AppendError> {
    match open.last {
        None if bench.gate.contact.is_lost() => Err(AppendError::Unavailable(bench.gate.contact.cause())),
        None if bench.gate.trouble.is_full() => Err(AppendError::Full(no_room())),
        None if bench.gate.state() == State::Unarchived => Err(AppendError::ArchiveSilent),
        None if bench.gate.state() == State::Closed => Err(AppendError::Unavailable(disconnected())),
        None => Err(AppendError::DeadlineExceeded),
        Some(cause) if !open.doubt && open.refusals == 0 => Err(AppendError::Unavailable(cause)),
        Some(cause) => match look(bench, job).await.ok().and_then(|found| outcome_of(bench, job, &found)) {
            Some(end) => end,
            None => {
                unanswered(bench);
                Err(AppendError::Unknown(cause))
            }
        },
    }
}

/// Asks the stream's leader for the first commit after the expected position: if this commit is in the log, it is
/// that one.
async fn look(bench: &Bench, job: &Job) -> Result<Found, Cause> {
    let until = Instant::now() + LOOK;
    let which = Which::Next { seq: job.expected.saturating_add(1), next_by_subj: &job.subject };
    let message = match timeout_at(until, bench.view.message(which)).await {
        Ok(Ok(Some(message))) => message,
        Ok(Ok(None)) => return hidden(bench, job, until).await,
        Ok(Err(error)) => return Err(Arc::new(error)),
        Err(elapsed) => return Err(Arc::new(elapsed)),
    };
    // The payload contains the id. The same id with another payload is the decision of an earlier attempt of the
    // caller, which the caller has to load.
    if message.payload != job.commit.payload {
        return Ok(Found::Other(message.sequence));
    }
    let (id, sequence) = (job.commit.id.to_string(), message.sequence);
    match timeout_at(until, certain(&bench.view, &bench.gate, &job.subject, (&id, sequence))).await {
        Ok(Ok(true)) => Ok(Found::Mine(sequence)),
        Ok(Ok(false) | Err(_)) | Err(_) => Ok(Found::Shown),
    }
}

/// A server that could not store a commit may count it when it compares positions, and yet not find it.
async fn hidden(bench: &Bench, job: &Job, until: Instant) -> Result<Found, Cause> {
    match timeout_at(until, bench.view.message(Which::Last { last_by_subj: &job.subject })).await {
        Ok(Ok(Some(message))) if message.sequence > job.expected => Ok(Found::Shown),
        Ok(Ok(_)) => Ok(Found::Nothing),
        Ok(Err(error)) => Err(Arc::new(error)),
        Err(elapsed) => Err(Arc::new(elapsed)),
    }
}

/// Waits until the commit that was read at this sequence is known to be stored for good.
pub(super) async fn assure(
    view: &View,
    gate: &Gate,
    key: &AggregateKey,
    at: (Uuid, u64),
    deadline: Instant,
) -> Result<(), AppendError> {
    tokio::select! {
        biased;
        assured = assured(view, gate, key, at, deadline) => assured,
        () = gate.contact.lost() => Err(AppendError::Unknown(gate.contact.cause())),
    }
}

async fn assured(
    view: &View,
    gate: &Gate,
    key: &AggregateKey,
    (id, sequence): (Uuid, u64),
    deadline: Instant,
) -> Result<(), AppendError> {
    let (subject, id) = (key.subject(), id.to_string());
    let last_call = deadline - reserve(deadline);
    for attempts in 0.. {
        match timeout_at(deadline, certain(view, gate, &subject, (&id, sequence))).await {
            Ok(Ok(true)) => return Ok(()),
            Ok(Ok(false)) if Instant::now() >= last_call => return Err(AppendError::Unknown(unproved())),
            Ok(Err(error)) if Instant::now() >= last_call => return Err(AppendError::Unknown(Arc::new(error))),
            Ok(Ok(false) | Err(_)) => sleep_until((Instant::now() + pause(attempts)).min(last_call)).await,
            Err(elapsed) => return Err(AppendError::Unknown(Arc::new(elapsed))),
        }
    }
    Err(AppendError::Unknown(unproved()))
}

fn unproved() -> Cause {
    Arc::from(Box::from("the commit can be read, but nothing proves yet that it is on the disk"))
}

/// The part of a caller's time that is reserved for the last look.
fn reserve(deadline: Instant) -> Duration {
    LOOK.min(deadline.saturating_duration_since(Instant::now()) / 4)
}

fn outcome_of(bench: &Bench, job: &Job, found: &Found) -> Option<Result<u64, AppendError>> {
    match *found {
        Found::Mine(sequence) => {
            bench.follows(job, sequence);
            Some(Ok(sequence))
        }
        Found::Other(sequence) => {
            bench.follows(job, sequence);
            Some(Err(conflict(job, Some(sequence))))
        }
        Found::Shown | Found::Nothing => None,
    }
}

fn conflict(job: &Job, found: Option<u64>) -> AppendError {
    AppendError::Conflict { expected: job.expected, found }
}

/// Why a log whose server has a full disk takes nothing.
pub(super) fn no_room() -> Cause {
    Arc::from(Box::from("the disk of the log's server has no room"))
}

fn disconnected() -> Cause {
    Arc::new(std::io::Error::from(std::io::ErrorKind::NotConnected))
}

/// Grows from 5 ms to 160 ms, with jitter so that colliding writers do not collide again.
fn pause(attempts: u32) -> Duration {
    let longest = 5_u64 << attempts.min(5);
    Duration::from_millis(rand::random_range(longest / 2..=longest))
}
