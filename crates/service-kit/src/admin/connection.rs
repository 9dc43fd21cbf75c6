//! One connection to the admin endpoint: one request, one answer.

use std::{convert::Infallible, time::Duration};

use bytes::Bytes;
use haetae_domain::causes::with_causes;
use http::{
    HeaderValue, Method, Request, Response, StatusCode,
    header::{ALLOW, CONTENT_TYPE},
};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use prometheus::{Encoder as _, Registry, TextEncoder};
use tokio::{net::TcpStream, time::timeout};

/// How long a client may take to send its request.
const HEADERS: Duration = Duration::from_secs(5);
/// How long a connection lives, whatever its client does.
const LIFE: Duration = Duration::from_secs(15);

const PLAIN: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const PROMETHEUS: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// Answers the one request of a connection.
pub(super) async fn answer(stream: TcpStream, metrics: Registry) {
    let service = service_fn(move |request: Request<Incoming>| {
        let response = response(request.method(), request.uri().path(), &metrics);
        async move { Ok::<_, Infallible>(response) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS).keep_alive(false);
    match timeout(LIFE, http.serve_connection(TokioIo::new(stream), service)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(error = with_causes(&error), "a connection to the admin endpoint broke"),
        Err(_elapsed) => tracing::debug!("a connection to the admin endpoint took too long"),
    }
}

fn response(method: &Method, path: &str, metrics: &Registry) -> Response<Full<Bytes>> {
    match (path, method) {
        ("/livez", &Method::GET | &Method::HEAD) => of(StatusCode::OK, PLAIN, "alive\n"),
        ("/metrics", &Method::GET | &Method::HEAD) => scraped(metrics),
        ("/livez" | "/metrics", _) => {
            let mut refused = of(StatusCode::METHOD_NOT_ALLOWED, PLAIN, "GET only\n");
            refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            refused
        }
        _ => of(StatusCode::NOT_FOUND, PLAIN, "there are /livez and /metrics\n"),
    }
}

fn scraped(metrics: &Registry) -> Response<Full<Bytes>> {
    let mut text = Vec::new();
    match TextEncoder::new().encode(&metrics.gather(), &mut text) {
        Ok(()) => of(StatusCode::OK, PROMETHEUS, text),
        Err(error) => {
            tracing::error!(error = with_causes(&error), "the metrics cannot be written");
            of(StatusCode::INTERNAL_SERVER_ERROR, PLAIN, "the metrics cannot be written; see the log\n")
        }
    }
}

fn of(status: StatusCode, kind: HeaderValue, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
