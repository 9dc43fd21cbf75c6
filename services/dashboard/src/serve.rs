//! Projects and answers queries. Queries need only the database: they go on while the log cannot be reached.

use std::sync::Arc;

use haetae_proto::dashboard::v1::{
    audit_service_server::AuditServiceServer, dashboard_service_server::DashboardServiceServer,
    projection_service_server::ProjectionServiceServer,
};
use haetae_service_kit::{
    auth::Authenticator,
    commands::log_options,
    server::{Readiness, ServerParts, serve as serve_grpc},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Archive, Board, Config, Diagnosis,
    building::Builder,
    database,
    grpc::{Audit, Dashboard, Projections, Streams},
    projecting::Projecting,
    projections::Positions,
    store::Store,
};

/// Serves until `shutdown`.
pub(crate) async fn serve(config: Config, shutdown: CancellationToken) -> anyhow::Result<()> {
    let auth = Authenticator::new(config.auth()?)?;
    let log = log_options("haetae-dashboard", config.nats()?, &config.proof)?;
    let signing_key = config.signing_key()?;
    let tokens = config.tokens.keys()?;
    let (terms, streams) = (config.watch.terms()?, Streams::new(config.streams.limits()?));
    let pool = database::pool(&config.database)?;
    if !database::reach(&pool, &shutdown).await? {
        return Ok(());
    }

    let positions = Positions::new(&pool);
    let readiness = Readiness::new();
    let store = Store::new(
        pool.clone(),
        positions.of::<Board>(&pool),
        positions.of::<Diagnosis>(&pool),
        positions.of::<Archive>(&pool),
    );
    let queries = Dashboard::new(store, streams.clone(), terms, tokens.clone(), shutdown.clone());
    let queries = DashboardServiceServer::new(queries)
        .max_decoding_message_size(config.server.max_request_bytes)
        .max_encoding_message_size(config.server.max_response_bytes);
    let archive = positions.of::<Archive>(&pool);
    let proofs =
        Audit::new(pool.clone(), archive, config.proof.public_key()?, streams, tokens.clone(), shutdown.clone());
    let proofs = AuditServiceServer::new(proofs)
        .max_decoding_message_size(config.server.max_request_bytes)
        .max_encoding_message_size(config.server.max_response_bytes);
    let builder =
        Builder { pool: pool.clone(), log: Arc::default(), running: TaskTracker::new(), shutdown: shutdown.clone() };
    let keeping = ProjectionServiceServer::new(Projections::new(builder.clone(), tokens))
        .max_decoding_message_size(config.server.max_request_bytes)
        .max_encoding_message_size(config.server.max_response_bytes);
    let parts = ServerParts::new(config.server, auth, readiness.clone());
    let parts = parts.service(queries).service(proofs).service(keeping);

    let projecting = Projecting { log, pool, positions, builder, signing_key, readiness }.run(shutdown.clone());
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
