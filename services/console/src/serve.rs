//! The HTTP server, and its graceful shutdown.

use std::{pin::pin, time::Duration};

use anyhow::Context as _;
use axum::Router;
use haetae_domain::causes::with_causes;
use haetae_service_kit::server::{ListenFile, Readiness};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::config::ServerSection;

/// Time limit for a browser to send the headers of a request.
const HEADERS: Duration = Duration::from_secs(20);
/// Limit for headers in bytes: the cookies of a session may have some 20 kB.
const ROOM: usize = 64 << 10;
/// The pause after the system refused a connection, e.g. because of missing file descriptors.
const BREATHER: Duration = Duration::from_millis(100);
/// The name of the readiness part that holds until the console stops.
const SERVING: &str = "serving";

/// Serves until `shutdown`, then finishes running requests within the drain time.
///
/// # Errors
/// When the address is not available, or a request is still running after the drain time.
pub(crate) async fn serve(
    config: &ServerSection,
    router: Router,
    readiness: &Readiness,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(config.listen).await;
    let listener = listener.with_context(|| format!("server.listen: cannot listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let file = ListenFile::write(config.listen_file.clone(), address).context("server.listen_file")?;
    readiness.set(SERVING, true);
    tracing::info!(%address, "serving");
    let open = GracefulShutdown::new();
    let http = http();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.cancelled() => break,
        };
        match accepted {
            Ok((stream, _)) => answer(&http, &open, stream, router.clone()),
            Err(error) => {
                tracing::warn!(error = with_causes(&error), "a connection was not accepted");
                sleep(BREATHER).await;
            }
        }
    }
    drop(listener);
    readiness.set(SERVING, false);
    drop(file);
    let drained = timeout(config.drain(), open.shutdown()).await;
    drained.map_err(|_| anyhow::anyhow!("connections were still open after the drain"))
}

fn http() -> Builder<TokioExecutor> {
    let mut http = Builder::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(ROOM);
    http.http2().timer(TokioTimer::new()).keep_alive_interval(HEADERS).max_header_list_size(ROOM as u32);
    http
}

fn answer(http: &Builder<TokioExecutor>, open: &GracefulShutdown, stream: TcpStream, router: Router) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error = with_causes(&error), "the connection was already closed");
    }
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)).into_owned();
    let connection = open.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = pin!(connection).await {
            tracing::debug!(error, "a connection broke");
        }
    });
}
