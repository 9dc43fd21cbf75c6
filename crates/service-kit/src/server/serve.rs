//! Builds a server from its parts, serves, and shuts it down gracefully.

use std::{convert::Infallible, sync::Arc, time::Duration};

use haetae_proto::Served;
use http::{Request, Response};
use tokio::{net::TcpListener, time::timeout_at};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{
    body::Body,
    server::NamedService,
    service::{Routes, RoutesBuilder},
};
use tower::Service;

use super::{
    accept::Connections, error::ServeError, health, listen_file::ListenFile, pipeline::Pipeline, readiness::Readiness,
    refusing::Refusing,
};
use crate::{auth::Authenticator, config::ServerConfig, deadline::Deadline};

/// How long connections may take to send the last responses once every handler is done.
const FLUSH: Duration = Duration::from_secs(2);

/// The parts that a service provides to be served.
#[derive(Debug)]
pub struct ServerParts {
    config: ServerConfig,
    auth: Authenticator,
    routes: RoutesBuilder,
    names: Vec<&'static str>,
    readiness: Readiness,
    tracker: TaskTracker,
    refuses: Option<Refusing>,
}

impl ServerParts {
    /// A server without services.
    pub fn new(config: ServerConfig, auth: Authenticator, readiness: Readiness) -> Self {
        let (routes, tracker) = (Routes::builder(), TaskTracker::new());
        Self { config, auth, routes, names: Vec::new(), readiness, tracker, refuses: None }
    }

    /// Adds a generated service, with the limits of the configuration.
    #[must_use]
    pub fn service<S>(mut self, service: S) -> Self
    where
        S: Served
            + Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        let service = service.within(self.config.max_request_bytes.get(), self.config.max_response_bytes.get());
        self.routes.add_service(service);
        self.names.push(S::NAME);
        self
    }

    /// Refuses every call except health checks.
    pub(super) fn refusing(self, refuses: Refusing) -> Self {
        Self { refuses: Some(refuses), ..self }
    }

    /// Tracks every handler that runs; hand it work of your own that a stop has to wait for.
    pub fn tracker(&self) -> TaskTracker {
        self.tracker.clone()
    }
}

/// Serves until `shutdown`, then finishes running calls within [`ServerConfig::drain`].
pub async fn serve(parts: ServerParts, shutdown: CancellationToken) -> Result<(), ServeError> {
    let listener = bind(&parts.config).await?;
    serve_on(listener, parts, shutdown).await
}

pub(super) async fn bind(config: &ServerConfig) -> Result<TcpListener, ServeError> {
    let bound = TcpListener::bind(config.listen).await;
    bound.map_err(|source| ServeError::Listen { address: config.listen, source })
}

pub(super) async fn serve_on(
    listener: TcpListener,
    parts: ServerParts,
    shutdown: CancellationToken,
) -> Result<(), ServeError> {
    let ServerParts { config, auth, routes, names, readiness, tracker, refuses } = parts;
    haetae_access::shipped().map_err(ServeError::Access)?;
    let address = listener.local_addr().map_err(ServeError::ListenFile)?;
    let (routes, health) = health::with_health_and_reflection(routes, names)?;
    let pipeline = Pipeline::new(routes, auth, &config, readiness.clone(), tracker.clone()).refusing(refuses);
    let connections = Connections::new(Arc::new(pipeline), &config);
    let watching = tokio::spawn(health.clone().follow(readiness));
    let file = ListenFile::write(config.listen_file.clone(), address).map_err(ServeError::ListenFile)?;
    tracing::info!(%address, "serving");
    connections.accept(listener, &shutdown).await;
    watching.abort();
    health.not_serving().await;
    drop(file);
    drain(connections, tracker, Deadline::after(config.drain())).await
}

/// Waits for handlers first, within the drain time; then the connections get a moment to send the last responses.
async fn drain(connections: Connections, tracker: TaskTracker, deadline: Deadline) -> Result<(), ServeError> {
    connections.no_new_calls();
    tracker.close();
    let _ = timeout_at(deadline.at(), tracker.wait()).await;
    connections.close(Deadline::after(FLUSH).min(deadline)).await;
    // A call that was in transit when the handlers were done may have begun since.
    match timeout_at(deadline.at(), tracker.wait()).await {
        Ok(()) => Ok(()),
        Err(_) => Err(ServeError::Drain(tracker.len())),
    }
}
