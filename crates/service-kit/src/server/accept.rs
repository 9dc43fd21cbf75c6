//! Accepts and serves connections. `tonic::transport::Server` is not used, because it answers an expired deadline
//! with CANCELLED before this server can return the right error.

use std::{convert::Infallible, net::IpAddr, pin::pin, sync::Arc, time::Duration};

use haetae_domain::causes::with_causes;
use hyper::{server::conn::http2, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout_at},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    peers::{Peers, Visit},
    pipeline::Pipeline,
};
use crate::{config::ServerConfig, deadline::Deadline};

/// Maximum bytes of a call's headers. HTTP/2 refuses larger ones with an error that gRPC clients do not understand;
/// the pipeline refuses far smaller ones with a reason. A caller without a token can make the server buffer this
/// much.
const LARGEST_HEADERS: u32 = 1024 * 1024;
/// How long a connection may take to close after it was asked to.
const FAREWELL: Duration = Duration::from_secs(1);
/// The pause after the system refused a connection, e.g. because of missing file descriptors.
const BREATHER: Duration = Duration::from_millis(100);

pub(super) struct Connections {
    pipeline: Arc<Pipeline>,
    http: http2::Builder<TokioExecutor>,
    peers: Arc<Peers>,
    leaving: CancellationToken,
    open: TaskTracker,
    cut: CancellationToken,
}

impl Connections {
    pub(super) fn new(pipeline: Arc<Pipeline>, config: &ServerConfig) -> Self {
        let mut http = http2::Builder::new(TokioExecutor::new());
        http.timer(TokioTimer::new())
            .keep_alive_interval(config.ping())
            .keep_alive_timeout(config.ping_answer())
            .max_header_list_size(LARGEST_HEADERS)
            .max_concurrent_streams(config.max_concurrent_streams.get());
        Self {
            pipeline,
            http,
            peers: Peers::new(config),
            leaving: CancellationToken::new(),
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
                Ok((stream, peer)) => self.serve(stream, peer.ip()),
                Err(error) => {
                    tracing::warn!(error = with_causes(&error), "a connection was not accepted");
                    self.peers.make_room();
                    sleep(BREATHER).await;
                }
            }
        }
    }

    fn serve(&self, stream: TcpStream, peer: IpAddr) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(error = with_causes(&error), "the connection was already closed");
        }
        let (pipeline, visit) = (Arc::clone(&self.pipeline), Arc::new(self.peers.arrived(peer)));
        let visitor = Arc::clone(&visit);
        let answer = service_fn(move |request| {
            let (pipeline, visit) = (Arc::clone(&pipeline), Arc::clone(&visitor));
            async move { Ok::<_, Infallible>(pipeline.answer(request, &visit).await) }
        });
        let connection = self.http.serve_connection(TokioIo::new(stream), answer);
        let (cut, leaving) = (self.cut.clone(), self.leaving.clone());
        self.open.spawn(async move {
            let mut connection = pin!(connection);
            let ended = tokio::select! {
                ended = connection.as_mut() => Some(ended),
                why = over(&visit, &cut, &leaving) => match why {
                    Over::Cut => None,
                    Over::Silent => {
                        connection.as_mut().graceful_shutdown();
                        tokio::select! {
                            ended = connection => Some(ended),
                            () = visit.unknown_after(FAREWELL) => None,
                            () = cut.cancelled() => None,
                        }
                    }
                    Over::Leaving => {
                        connection.as_mut().graceful_shutdown();
                        cut.run_until_cancelled(connection).await
                    }
                },
            };
            if let Some(Err(error)) = ended {
                tracing::debug!(error = with_causes(&error), "a connection broke");
            }
        });
    }

    /// Asks all clients to send no new calls.
    pub(super) fn no_new_calls(&self) {
        self.leaving.cancel();
    }

    /// Waits until every connection is closed; drops those that are open at the deadline.
    pub(super) async fn close(self, deadline: Deadline) {
        self.open.close();
        if timeout_at(deadline.at(), self.open.wait()).await.is_err() {
            self.cut.cancel();
            self.open.wait().await;
        }
    }
}

/// Why the server has to end a connection that the client keeps open.
enum Over {
    /// At once.
    Cut,
    /// Nothing is asked on it.
    Silent,
    /// The server stops.
    Leaving,
}

async fn over(visit: &Visit, cut: &CancellationToken, leaving: &CancellationToken) -> Over {
    tokio::select! {
        () = cut.cancelled() => Over::Cut,
        () = visit.cut() => Over::Cut,
        () = leaving.cancelled() => Over::Leaving,
        () = visit.silent() => Over::Silent,
    }
}
