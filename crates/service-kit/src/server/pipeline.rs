//! The stages of every call: span, identity, permission, deadline, a separate task, and one shape for every error.

use std::{collections::HashSet, time::Duration};

use haetae_proto::FILE_DESCRIPTOR_SET;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header::CONTENT_TYPE};
use hyper::body::Incoming;
use tokio::time::{Instant, timeout_at};
use tokio_util::task::TaskTracker;
use tonic::{Code, body::Body, service::Routes};
use tower::Service;
use tracing::{Instrument, Span};

use super::{
    body::RequestBody,
    call::Call,
    messages::{Allowed, Messages},
    parked::{self, Noted},
    peers::Visit,
    readiness::Readiness,
    refusing::Refusing,
    shape,
};
use crate::{
    auth::{Authenticator, Principal, Standing},
    config::ServerConfig,
    deadline::{Deadline, DeadlineLimits},
    error::{ApiError, Lang},
    methods::methods,
    metrics::Calls,
    telemetry,
};

/// Headers of a call, in bytes as HTTP/2 counts them: tokens fit, floods do not.
const LARGEST_HEADERS: usize = 32 * 1024;
/// Bytes that HTTP/2 adds to the name and value of each header in its count (RFC 9113, section 6.5.2).
const HEADER_OVERHEAD: usize = 32;

/// Marks every response of a service whose log lost history: the response may contain lost data, or lack it.
const LOG_REGRESSED: HeaderName = HeaderName::from_static("haetae-log-regressed");

pub(super) struct Pipeline {
    routes: Routes,
    auth: Authenticator,
    limits: DeadlineLimits,
    /// Paths of the methods with client streaming.
    uploads: HashSet<String>,
    readiness: Readiness,
    calls: Calls,
    tracker: TaskTracker,
    /// The refusal of every call while the service starts.
    refuses: Option<Refusing>,
    /// Settings that are needed to shape errors.
    max_request_bytes: usize,
}

impl Pipeline {
    pub(super) fn new(
        routes: Routes,
        auth: Authenticator,
        config: &ServerConfig,
        readiness: Readiness,
        tracker: TaskTracker,
    ) -> Self {
        let limits = DeadlineLimits::of_config(config);
        let max_request_bytes = config.max_request_bytes.get();
        let (uploads, calls) = (uploads(), Calls::new());
        Self { routes, auth, limits, uploads, readiness, calls, tracker, refuses: None, max_request_bytes }
    }

    /// Makes the pipeline refuse every call except health checks.
    pub(super) fn refusing(mut self, refuses: Option<Refusing>) -> Self {
        self.refuses = refuses;
        self
    }

    /// Answers one call, whatever happens to it.
    pub(super) async fn answer(&self, request: Request<Incoming>, visit: &Visit) -> Response<Body> {
        if let Some(status) = not_grpc(&request) {
            // Dropping a body that has not arrived yet would reset the stream, and many clients report the reset
            // instead of the response.
            drop(RequestBody::new(request.into_body()));
            return shape::not_grpc(status);
        }
        visit.called();
        let began = Instant::now();
        let call = Call {
            path: request.uri().path().to_owned(),
            lang: Lang::from_headers(request.headers()),
            max_request_bytes: self.max_request_bytes,
        };
        let span = telemetry::server_span(&request);
        let parked = Noted::default();
        let stations = async {
            let mut response = match self.pass(&call, request, visit, &parked).await {
                Ok(response) => shape::response(response, &call),
                Err(error) => shape::error(error, &call),
            };
            if self.readiness.log_regressed() {
                response.headers_mut().insert(LOG_REGRESSED, HeaderValue::from_static("true"));
            }
            if let Some(parked) = parked.header() {
                response.headers_mut().insert(parked::HEADER, parked);
            }
            let (code, took) = (shape::code(response.headers()), began.elapsed());
            self.calls.answered(&call.path, code, took);
            note(code, took);
            response
        };
        stations.instrument(span).await
    }

    async fn pass(
        &self,
        call: &Call,
        request: Request<Incoming>,
        visit: &Visit,
        parked: &Noted,
    ) -> Result<Response<Body>, ApiError> {
        let (mut head, body) = request.into_parts();
        let body = RequestBody::new(body);
        if size_of(&head.headers) > LARGEST_HEADERS {
            return Err(ApiError::headers_too_large(LARGEST_HEADERS));
        }
        // The decoder would heed only the first of several.
        if head.headers.get_all("grpc-encoding").iter().count() > 1 {
            return Err(ApiError::encoding_unsupported());
        }
        let mut anonymous = None;
        if call.is_health() {
            if call.watches_health() {
                return Err(ApiError::health_watch());
            }
            anonymous = Some(visit.anonymous()?);
        } else {
            let (caller, standing) = self.admitted(call, &head.headers, visit)?;
            head.extensions.insert(caller);
            head.extensions.insert(standing);
            if let Some(refuses) = &self.refuses {
                return Err(refuses.error());
            }
        }
        let uploads = self.uploads.contains(&call.path);
        let deadline = match uploads {
            true => self.limits.of_upload(&head.headers)?,
            false => self.limits.of(&head.headers)?,
        };
        deadline.check()?;
        head.extensions.insert(deadline);
        let body = match uploads {
            true => body.while_it_comes(deadline, self.limits.silence),
            false => body.until(deadline),
        };
        let body = Messages::of(body, self.allowed(call, uploads, &head.headers));
        let answer = self.run(Request::from_parts(head, Body::new(body)), deadline, parked).await;
        drop(anonymous);
        answer
    }

    /// The limits of a call's body. Reflection clients use streams.
    fn allowed(&self, call: &Call, uploads: bool, headers: &HeaderMap) -> Allowed {
        Allowed {
            one: !uploads && (call.is_ours() || call.is_health()),
            gzip: headers.get("grpc-encoding").is_some_and(|encoding| encoding == "gzip"),
            largest: self.max_request_bytes,
        }
    }

    /// Authenticates the caller and checks that they may make this call at all.
    fn admitted(&self, call: &Call, headers: &HeaderMap, visit: &Visit) -> Result<(Principal, Standing), ApiError> {
        let (caller, standing) = self.auth.authenticate(headers)?;
        visit.identified()?;
        if !call.is_ours() {
            return Ok((caller, standing));
        }
        let caller = caller.calling(&call.path)?;
        caller.admit()?;
        Ok((caller, standing))
    }

    /// Runs the handler in a separate task: neither the deadline nor a disconnecting caller interrupts it.
    async fn run(
        &self,
        request: Request<Body>,
        deadline: Deadline,
        parked: &Noted,
    ) -> Result<Response<Body>, ApiError> {
        let mut routes = self.routes.clone();
        let handler = parked.clone().during(async move { routes.call(request).await });
        let task = self.tracker.spawn(handler.instrument(Span::current()));
        match timeout_at(deadline.at(), task).await.map_err(|_| ApiError::deadline_exceeded())? {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(never)) => match never {},
            Err(panicked) => Err(ApiError::internal(panicked)),
        }
    }
}

/// The HTTP status for a request that is not gRPC.
fn not_grpc(request: &Request<Incoming>) -> Option<StatusCode> {
    if *request.method() != Method::POST {
        return Some(StatusCode::METHOD_NOT_ALLOWED);
    }
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    // Other endings say that the messages are in another format, which no server here reads.
    let kind = kind.split(';').next().unwrap_or_default().trim_end();
    let grpc = kind.eq_ignore_ascii_case("application/grpc") || kind.eq_ignore_ascii_case("application/grpc+proto");
    (!grpc).then_some(StatusCode::UNSUPPORTED_MEDIA_TYPE)
}

fn size_of(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + HEADER_OVERHEAD).sum()
}

/// The paths of all methods with client streaming.
fn uploads() -> HashSet<String> {
    methods(FILE_DESCRIPTOR_SET).into_iter().filter(|method| method.uploads).map(|method| method.path).collect()
}

/// Leaves the outcome in the span and, unless all went well, in the log.
fn note(code: Code, took: Duration) {
    Span::current().record("rpc.grpc.status_code", code as i32);
    let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    if code == Code::Ok {
        tracing::debug!(took_us, "answered");
    } else {
        tracing::info!(took_us, ?code, "refused");
    }
}
