//! A server with a test handler behind it, and a client that shows an answer exactly as it came over the wire.

mod frames;
mod handler;
mod wire;

use std::{net::SocketAddr, path::Path, time::Duration};

use haetae_proto::intake::v1::intake_service_server::IntakeServiceServer;
use haetae_service_kit::{
    auth::{Authenticator, Role},
    config::{AuthConfig, ServerConfig},
    issuer::{Holder, Issuer},
    server::{Readiness, ServeError, ServerParts, serve},
};
use tempfile::TempDir;
use tokio::{task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

pub(crate) use frames::{Frame, Frames};
pub(crate) use handler::Handler;
pub(crate) use wire::{Answer, Wire, framed};

pub(crate) const SUBMIT: &str = "/haetae.intake.v1.IntakeService/SubmitReview";
pub(crate) const ISSUER: &str = "https://issuer.test";
pub(crate) const AUDIENCE: &str = "haetae";

/// Far more than anything here takes; only a hang reaches it.
pub(crate) const BOUND: Duration = Duration::from_secs(20);

pub(crate) struct TestServer {
    pub(crate) address: SocketAddr,
    pub(crate) issuer: Issuer,
    pub(crate) handler: Handler,
    pub(crate) readiness: Readiness,
    pub(crate) shutdown: CancellationToken,
    pub(crate) serving: JoinHandle<Result<(), ServeError>>,
    pub(crate) dir: TempDir,
}

impl TestServer {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(adjust: impl FnOnce(&mut ServerConfig)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let issuer = Issuer::generate(ISSUER, AUDIENCE).unwrap();
        let jwks_file = dir.path().join("jwks.json");
        std::fs::write(&jwks_file, issuer.jwks_json()).unwrap();
        let auth =
            Authenticator::new(&AuthConfig { issuer: ISSUER.to_owned(), audience: AUDIENCE.to_owned(), jwks_file });
        let listen_file = dir.path().join("address");
        let mut config = ServerConfig {
            listen_file: Some(listen_file.clone()),
            max_request_bytes: (64 * 1024).try_into().unwrap(),
            max_response_bytes: (64 * 1024).try_into().unwrap(),
            ..ServerConfig::default()
        };
        adjust(&mut config);
        let handler = Handler::default();
        let service = IntakeServiceServer::new(handler.clone());
        let readiness = Readiness::new();
        let shutdown = CancellationToken::new();
        let parts = ServerParts::new(config, auth.unwrap(), readiness.clone()).service(service);
        let serving = tokio::spawn(serve(parts, shutdown.clone()));
        let address = address_in(&listen_file).await;
        Self { address, issuer, handler, readiness, shutdown, serving, dir }
    }

    /// A good token.
    pub(crate) fn token(&self) -> String {
        let holder = Holder { subject: "u-1", name: "박해태", team: Some("traffic"), roles: &[Role::Requester] };
        self.issuer.token(&holder, Duration::from_secs(600)).unwrap()
    }

    pub(crate) async fn wire(&self) -> Wire {
        Wire::connect(self.address).await
    }

    /// Stops the server and returns what `serve` returned.
    pub(crate) async fn stop(self) -> Result<(), ServeError> {
        self.shutdown.cancel();
        timeout(BOUND, self.serving).await.unwrap().unwrap()
    }
}

async fn address_in(file: &Path) -> SocketAddr {
    until(|| std::fs::read_to_string(file).ok()).await.parse().unwrap()
}

/// Waits until `look` finds something.
pub(crate) async fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    timeout(BOUND, async {
        loop {
            if let Some(found) = look() {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await
    .expect("it never came true")
}
