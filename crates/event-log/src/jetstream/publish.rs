//! Publishes commits, one alone or many in one atomic batch, and interprets the server's answer.

use std::{sync::Arc, time::Duration};

use async_nats::{
    Client, HeaderMap, HeaderValue, Message, Request, RequestErrorKind, header,
    jetstream::{ErrorCode, publish::PublishAck, response::Response},
};
use tokio::time::{Instant, timeout_at};

use super::{
    gate::Gate,
    job::Job,
    refused::{Refused, refused},
    wire,
};
use crate::Cause;

/// The result of one attempt.
#[derive(Debug, Clone)]
pub(super) enum Verdict {
    /// The commit has this sequence now.
    Stored(u64),
    /// The aggregate is at another position or the id is known: this attempt wrote nothing, an earlier one may have.
    Refused(Cause),
    /// No answer: written or not.
    Unanswered(Cause),
    /// Not written: the time was over before it was sent.
    Late,
    /// Not written; a later attempt may succeed.
    Busy(Cause),
    /// Not written; there is no room.
    Full(Cause),
    /// Not written; larger than the server takes.
    TooLarge,
}

/// The result of an attempt to commit a batch.
#[derive(Debug, Clone)]
pub(super) enum BatchVerdict {
    /// All are written; the first one has this sequence.
    Stored(u64),
    /// None is written.
    Refused(ErrorCode),
    /// No answer: either all commits are written or none.
    Unanswered(Cause),
}

/// Publishes one commit and waits for the answer, at most until `until`.
pub(super) async fn single(gate: &Gate, job: &Job, until: Instant) -> Verdict {
    let Some(client) = gate.client() else { return Verdict::Busy(cause("there is no connection for commits")) };
    let headers = wire::headers(job.expected, &job.commit);
    let request = request(headers, job, until);
    // Checked as late as possible, because the process may be suspended at any point before.
    if Instant::now() >= until {
        return Verdict::Late;
    }
    let answer = tokio::select! {
        answer = client.send_request(job.subject.clone(), request) => answer,
        () = gate.shut() => return Verdict::Unanswered(Arc::from(Box::from("the connection was lost"))),
    };
    match answer.map(|message| parse(&message)) {
        Ok(Ok(Response::Ok(ack))) if ack.duplicate => Verdict::Refused(cause("the id is known")),
        Ok(Ok(Response::Ok(ack))) => Verdict::Stored(ack.sequence),
        Ok(Ok(Response::Err { error })) => judge(error.error_code(), Arc::new(error)),
        Ok(Err(unreadable)) => Verdict::Unanswered(Arc::new(unreadable)),
        Err(error) => match error.kind() {
            RequestErrorKind::NoResponders => Verdict::Busy(Arc::new(error)),
            RequestErrorKind::MaxPayloadExceeded | RequestErrorKind::InvalidSubject => Verdict::TooLarge,
            RequestErrorKind::TimedOut | RequestErrorKind::Other => Verdict::Unanswered(Arc::new(error)),
        },
    }
}

/// Commits many in one atomic batch, at most one for each aggregate. `name` is new for every batch.
pub(super) async fn batch(gate: &Gate, name: &str, jobs: &[Job], until: Instant) -> BatchVerdict {
    let Some(client) = gate.client() else {
        return BatchVerdict::Unanswered(cause("there is no connection for commits"));
    };
    let answer = tokio::select! {
        answer = timeout_at(until, send_batch(&client, name, jobs, until)) => answer,
        () = gate.shut() => return BatchVerdict::Unanswered(cause("the connection was lost")),
    };
    let count = jobs.len() as u64;
    match answer.map(|sent| sent.map(|message| parse(&message))) {
        Ok(Ok(Ok(Response::Ok(ack)))) if ack.batch_size == Some(count) && ack.sequence >= count => {
            BatchVerdict::Stored(ack.sequence + 1 - count)
        }
        Ok(Ok(Ok(Response::Ok(_)))) => BatchVerdict::Unanswered(cause("the answer is not about this batch")),
        Ok(Ok(Ok(Response::Err { error }))) => BatchVerdict::Refused(error.error_code()),
        Ok(Ok(Err(unreadable))) => BatchVerdict::Unanswered(Arc::new(unreadable)),
        Ok(Err(error)) => BatchVerdict::Unanswered(error),
        Err(elapsed) => BatchVerdict::Unanswered(Arc::new(elapsed)),
    }
}

async fn send_batch(client: &Client, name: &str, jobs: &[Job], until: Instant) -> Result<Message, Cause> {
    let mut members = (1_u64..).zip(jobs).peekable();
    while let Some((number, job)) = members.next() {
        let mut headers = wire::headers(job.expected, &job.commit);
        headers.insert(header::NATS_BATCH_ID, name);
        headers.insert(header::NATS_BATCH_SEQUENCE, HeaderValue::from(number));
        if members.peek().is_none() {
            headers.insert(header::NATS_BATCH_COMMIT, header::NATS_BATCH_COMMIT_FINAL);
            // Without this last message the server writes nothing of the batch.
            if Instant::now() >= until {
                return Err(cause("the time was over before the batch was complete"));
            }
            let sent = client.send_request(job.subject.clone(), request(headers, job, until)).await;
            return sent.map_err(|error| Arc::new(error) as Cause);
        }
        let sent = client.publish_with_headers(job.subject.clone(), headers, job.commit.payload.clone()).await;
        sent.map_err(|error| Arc::new(error) as Cause)?;
    }
    Err(cause("a batch has members"))
}

fn request(headers: HeaderMap, job: &Job, until: Instant) -> Request {
    let patience = until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
    Request::new().headers(headers).payload(job.commit.payload.clone()).timeout(Some(patience))
}

fn parse(message: &Message) -> Result<Response<PublishAck>, serde_json::Error> {
    serde_json::from_slice(&message.payload)
}

fn judge(code: ErrorCode, cause: Cause) -> Verdict {
    let too_large = [ErrorCode::STREAM_MESSAGE_EXCEEDS_MAXIMUM, ErrorCode::STREAM_HEADER_EXCEEDS_MAXIMUM];
    match refused(code) {
        Refused::Conflict => Verdict::Refused(cause),
        Refused::Full => Verdict::Full(cause),
        Refused::Otherwise if too_large.contains(&code) => Verdict::TooLarge,
        Refused::Otherwise => Verdict::Busy(cause),
    }
}

fn cause(text: &str) -> Cause {
    Arc::from(Box::<dyn std::error::Error + Send + Sync>::from(text))
}
