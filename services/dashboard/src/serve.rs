//! Projects and answers queries. Queries need only the database, so they continue while the log is unreachable.

use std::sync::Arc;

use futures::FutureExt as _;
use haetae_event_log::ConnectError;
use haetae_proto::dashboard::v1::{
    audit_service_server::AuditServiceServer, dashboard_service_server::DashboardServiceServer,
    projection_service_server::ProjectionServiceServer,
};
use haetae_service_kit::{
    auth::Authenticator,
    config::log_options,
    server::{Readiness, ServeError, ServerParts, serve as serve_grpc},
};
use tokio::task::JoinSet;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Archive, Board, Config, Diagnosis, archive,
    beyond::LogEnd,
    building::{Builder, Reached},
    database::{self, Watcher},
    grpc::{Audit, Dashboard, Projections, Streams},
    projecting::Projecting,
    projections::Positions,
    reads::Reads,
    restore,
    standstill::Lookout,
    store::QueryStores,
};

/// Serves until `shutdown`.
pub(crate) async fn serve(config: Config, shutdown: CancellationToken) -> anyhow::Result<()> {
    let auth = Authenticator::new(config.auth()?)?;
    let issuer = config.auth()?.issuer.clone();
    let mut log = log_options("haetae-dashboard", config.nats()?, &config.proof)?;
    let signing_key = config.signing_key()?;
    let tokens = config.tokens.keys()?;
    let (terms, streams) = (config.watch.terms()?, Streams::new(config.streams.limits()?));
    let limits = config.reads.limits()?;
    let (pool, turnover) = database::serving_pool(&config.database, config.server.max_deadline())?;
    if !database::reach(&pool, &shutdown).await? {
        return Ok(());
    }
    restore::tell_of_unfinished(&pool).await;
    log.archive = Some(Arc::new(archive::head::Last(pool.clone())));

    let positions = Positions::new(&pool);
    let readiness = Readiness::new();
    let log_reached = Reached::default();
    let (lookout, still) =
        Lookout::new(pool.clone(), Arc::clone(&log_reached), readiness.clone(), signing_key.is_some());
    let (watcher, answering) = Watcher::new(config.database, (pool.clone(), turnover.clone()), readiness.clone());
    let watching = JoinSet::from_iter([watcher.run(shutdown.clone()).boxed(), lookout.run(shutdown.clone()).boxed()]);
    let stores = QueryStores {
        reads: Reads::new(pool.clone(), limits, answering),
        log_end: LogEnd::new(Arc::clone(&log_reached)),
        position: positions.of::<Board>(&pool),
        diagnosed: positions.of::<Diagnosis>(&pool),
        archived: positions.of::<Archive>(&pool),
    };
    let (reads, log_end) = (stores.reads.clone(), stores.log_end.clone());
    let queries = Dashboard::new(stores, streams.clone(), terms, tokens.clone(), shutdown.clone(), issuer);
    let queries = DashboardServiceServer::new(queries);
    let archive = positions.of::<Archive>(&pool);
    let (signed_by, sealed_by) = (config.proof.public_key()?, tokens.clone());
    let proofs = Audit::new((reads.clone(), log_end), archive, signed_by, streams, sealed_by, shutdown.clone());
    let proofs = AuditServiceServer::new(proofs);
    let builder =
        Builder { pool: pool.clone(), log: log_reached, running: TaskTracker::new(), shutdown: shutdown.clone() };
    let keeping = ProjectionServiceServer::new(Projections::new(builder.clone(), reads, still, tokens));
    let parts = ServerParts::new(config.server, auth, readiness.clone());
    let parts = parts.service(queries).service(proofs).service(keeping);

    let projecting =
        Projecting { log, pool, turnover, positions, builder, signing_key, readiness }.run(shutdown.clone());
    let ended = side_by_side(serve_grpc(parts, shutdown.clone()), projecting, &shutdown).await;
    watching.join_all().await;
    ended
}

/// Serves and projects until both have ended; when one ends, the other is stopped.
async fn side_by_side(
    serving: impl Future<Output = Result<(), ServeError>>,
    projecting: impl Future<Output = Result<(), ConnectError>>,
    shutdown: &CancellationToken,
) -> anyhow::Result<()> {
    tokio::pin!(serving, projecting);
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
