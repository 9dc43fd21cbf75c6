//! Connections. We drive them ourselves instead of through `tonic::transport::Server`, which answers an expired deadline
//! with CANCELLED before we can answer it rightly.

use std::{convert::Infallible, mem, sync::Arc, time::Duration};

use hyper::{server::conn::http2, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout_at},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::pipeline::Pipeline;
use crate::{config::ServerConfig, deadline::Deadline};

/// A connection that answers no ping for [`PING_ANSWER`] is taken for dead.
const PING_EVERY: Duration = Duration::from_secs(30);
const PING_ANSWER: Duration = Duration::from_secs(10);
/// Headers of a call, in bytes, beyond which HTTP/2 itself refuses it, in words that gRPC clients do not know. The pipeline
/// refuses far smaller ones with a reason.
const LARGEST_HEADERS: u32 = 256 * 1024;
/// The pause after the system refused a connection, e.g. for want of file descriptors.
const BREATHER: Duration = Duration::from_millis(100);

pub(super) struct Connections {
    pipeline: Arc<Pipeline>,
    http: http2::Builder<TokioExecutor>,
    graceful: GracefulShutdown,
    open: TaskTracker,
    cut: CancellationToken,
}

impl Connections {
    pub(super) fn new(pipeline: Arc<Pipeline>, config: &ServerConfig) -> Self {
        let mut http = http2::Builder::new(TokioExecutor::new());
        http.timer(TokioTimer::new())
            .keep_alive_interval(PING_EVERY)
            .keep_alive_timeout(PING_ANSWER)
            .max_header_list_size(LARGEST_HEADERS)
            .max_concurrent_streams(config.max_concurrent_streams);
        Self {
            pipeline,
            http,
            graceful: GracefulShutdown::new(),
            open: TaskTracker::new(),
            cut: CancellationToken::new(),
        }
    }

    /// Takes connections until `shutdown`.
    pub(super) async fn accept(&self, listener: TcpListener, shutdown: &CancellationToken) {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = shutdown.cancelled() => return,
            };
            match accepted {
                Ok((stream, _)) => self.serve(stream),
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    sleep(BREATHER).await;
                }
            }
        }
    }

    fn serve(&self, stream: TcpStream) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "the connection is gone already");
        }
        let pipeline = Arc::clone(&self.pipeline);
        let answer = service_fn(move |request| {
            let pipeline = Arc::clone(&pipeline);
            async move { Ok::<_, Infallible>(pipeline.answer(request).await) }
        });
        let connection = self.http.serve_connection(TokioIo::new(stream), answer);
        let connection = self.graceful.watch(connection);
        let cut = self.cut.clone();
        self.open.spawn(async move {
            if let Some(Err(error)) = cut.run_until_cancelled(connection).await {
                tracing::debug!(%error, "a connection broke");
            }
        });
    }

    /// Asks the other ends to send nothing new.
    pub(super) fn no_new_calls(&mut self) {
        tokio::spawn(mem::take(&mut self.graceful).shutdown());
    }

    /// Waits until every connection is closed; cuts those that are not by the deadline.
    pub(super) async fn close(self, deadline: Deadline) {
        self.open.close();
        if timeout_at(deadline.at(), self.open.wait()).await.is_err() {
            self.cut.cancel();
            self.open.wait().await;
        }
    }
}
