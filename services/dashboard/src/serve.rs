//! Projects and answers queries. Queries need only the database: they go on while the log cannot be reached.

use std::sync::Arc;

use haetae_event_log::{ConnectError, EventLog, JetStreamLog, Options};
use haetae_projector::{Position, Projection, Projector};
use haetae_proto::dashboard::v1::dashboard_service_server::DashboardServiceServer;
use haetae_service_kit::{
    auth::Authenticator,
    commands::log_options,
    server::{Readiness, ServerParts, serve as serve_grpc},
};
use sqlx::PgPool;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{Archive, Board, Config, database, grpc::Dashboard, store::Store};

/// Serves until `shutdown`.
pub(crate) async fn serve(config: Config, shutdown: CancellationToken) -> anyhow::Result<()> {
    let auth = Authenticator::new(config.auth()?)?;
    let options = log_options("haetae-dashboard", config.nats()?)?;
    let pool = database::pool(&config.database)?;
    if !database::reach(&pool, &shutdown).await? {
        return Ok(());
    }

    let position = Position::of::<Board>(pool.clone());
    let readiness = Readiness::new();
    let service = DashboardServiceServer::new(Dashboard::new(Store::new(pool.clone(), position.clone())))
        .max_decoding_message_size(config.server.max_request_bytes)
        .max_encoding_message_size(config.server.max_response_bytes);
    let parts = ServerParts::new(config.server, auth, readiness.clone()).service(service);

    let projecting = project(options, pool, position, readiness, shutdown.clone());
    tokio::pin!(projecting);
    let serving = serve_grpc(parts, shutdown.clone());
    tokio::pin!(serving);
    tokio::select! {
        served = &mut serving => {
            shutdown.cancel();
            projecting.await?;
            Ok(served?)
        }
        // Only a log that cannot be used ends the projecting before the shutdown.
        projected = &mut projecting => {
            shutdown.cancel();
            let served = serving.await;
            projected?;
            Ok(served?)
        }
    }
}

/// Runs every projector until `shutdown`. One that stops with an alarm leaves its rows to be read.
async fn project(
    options: Options,
    pool: PgPool,
    board: Position,
    readiness: Readiness,
    shutdown: CancellationToken,
) -> Result<(), ConnectError> {
    readiness.set("event log", false);
    let Some(log) = reach(options, &shutdown).await? else { return Ok(()) };
    readiness.set("event log", true);
    let log: Arc<dyn EventLog> = Arc::new(log);
    let mut projectors = JoinSet::new();
    let archive = Position::of::<Archive>(pool.clone());
    start::<Board>(&mut projectors, &log, &pool, board, &readiness, &shutdown);
    start::<Archive>(&mut projectors, &log, &pool, archive, &readiness, &shutdown);
    projectors.join_all().await;
    shutdown.cancelled().await;
    Ok(())
}

fn start<P: Projection>(
    projectors: &mut JoinSet<()>,
    log: &Arc<dyn EventLog>,
    pool: &PgPool,
    position: Position,
    readiness: &Readiness,
    shutdown: &CancellationToken,
) {
    let projector = Projector::<P>::new(Arc::clone(log), pool.clone(), position);
    let (readiness, shutdown) = (readiness.clone(), shutdown.clone());
    projectors.spawn(async move {
        // The alarm was raised where it stopped; its rows can still be read.
        if projector.run(shutdown).await.is_err() {
            readiness.set(P::NAME, false);
        }
    });
}

/// The log, once it can be reached; none when asked to stop before.
async fn reach(options: Options, shutdown: &CancellationToken) -> Result<Option<JetStreamLog>, ConnectError> {
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return Ok(None),
            connected = JetStreamLog::connect(options.clone()) => match connected {
                Ok(log) => return Ok(Some(log)),
                Err(error @ (ConnectError::Unreachable(_) | ConnectError::Api(_))) => {
                    tracing::warn!(%error, "event log not reached yet");
                }
                Err(error) => return Err(error),
            },
        }
    }
}
