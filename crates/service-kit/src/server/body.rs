//! Request bodies: they end with the deadline or when no data arrives, and are read to the end when a handler stops
//! early.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::{
    runtime::Handle,
    time::{Instant, Sleep, sleep_until, timeout},
};
use tonic::Status;

use crate::deadline::Deadline;

/// The amount of a refused body that is still read, and the time limit. A slow caller receives the refusal at once and stops
/// sending. Without this, every refusal would reset a stream, and a connection with many resets is closed together
/// with all its calls.
const DRAINED: usize = 4 << 20;
const DRAINING: Duration = Duration::from_secs(10);

/// A request body.
pub(super) struct RequestBody {
    /// Taken when this is dropped.
    body: Option<Incoming>,
    end: Option<End>,
}

/// When a body ends though the caller has not finished it.
struct End {
    sleep: Pin<Box<Sleep>>,
    /// For an upload without another limit: how long it may send nothing.
    silence: Option<Duration>,
    at: Instant,
}

impl RequestBody {
    /// A body that no deadline ends yet.
    pub(super) fn new(body: Incoming) -> Self {
        Self { body: Some(body), end: None }
    }

    /// Ends it at the deadline.
    pub(super) fn until(mut self, deadline: Deadline) -> Self {
        let at = deadline.at();
        self.end = Some(End { sleep: Box::pin(sleep_until(at)), silence: None, at });
        self
    }

    /// Ends the body at the deadline, or when no data has arrived for `silence`.
    pub(super) fn while_it_comes(mut self, deadline: Deadline, silence: Duration) -> Self {
        let (at, first) = (deadline.at(), Instant::now() + silence);
        self.end = Some(End { sleep: Box::pin(sleep_until(at.min(first))), silence: Some(silence), at });
        self
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Self { body, end } = &mut *self;
        let Some(body) = body else { return Poll::Ready(None) };
        if let Poll::Ready(frame) = Pin::new(body).poll_frame(cx) {
            if let Some(End { sleep, silence: Some(silence), at }) = end {
                sleep.as_mut().reset((*at).min(Instant::now() + *silence));
            }
            return Poll::Ready(frame.map(|it| it.map_err(|error| Status::cancelled(error.to_string()))));
        }
        match end {
            Some(end) => end.sleep.as_mut().poll(cx).map(|()| Some(Err(Status::deadline_exceeded("")))),
            None => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(Body::size_hint).unwrap_or_default()
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        let unfinished = self.body.take().filter(|body| !body.is_end_stream());
        if let (Some(body), Ok(runtime)) = (unfinished, Handle::try_current()) {
            runtime.spawn(timeout(DRAINING, drain(body)));
        }
    }
}

async fn drain(mut body: Incoming) {
    let mut left = DRAINED;
    while let Some(Ok(frame)) = body.frame().await {
        let bytes = frame.data_ref().map_or(0, Bytes::len);
        if bytes > left {
            return;
        }
        left -= bytes;
    }
}
