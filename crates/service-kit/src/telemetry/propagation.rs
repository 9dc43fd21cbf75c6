//! Trace context across processes, in the W3C form `00-<trace id>-<span id>-<flags>`.

use haetae_domain::causes::with_causes;
use http::Request;
use opentelemetry::{
    Context,
    propagation::{Extractor, Injector, TextMapPropagator},
    trace::{SpanContext, TraceContextExt},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::{Span, field::Empty, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The trace id of the current span; `None` outside of spans.
pub fn current_trace_id() -> Option<[u8; 16]> {
    Some(current()?.trace_id().to_bytes())
}

pub(crate) fn current_trace_id_hex() -> Option<String> {
    Some(current()?.trace_id().to_string())
}

/// The current span as a `traceparent` header value; `None` outside of spans.
pub fn current_traceparent() -> Option<String> {
    let ids = current()?;
    let mut header = Traceparent(None);
    let context = Context::new().with_remote_span_context(ids);
    TraceContextPropagator::new().inject_context(&context, &mut header);
    header.0
}

/// A span that continues the trace in `traceparent`, e.g. for an event that another service wrote; a new trace if it
/// cannot be parsed.
pub fn span_from_traceparent(name: &str, traceparent: &str) -> Span {
    let span = info_span!("follow", otel.name = name, otel.kind = "consumer");
    let parent = Traceparent(Some(traceparent.to_owned()));
    follow(&span, &parent);
    span
}

/// The span of one call, child of the caller's span if it sent one.
pub(crate) fn server_span<B>(request: &Request<B>) -> Span {
    let path = request.uri().path().trim_start_matches('/');
    let (service, method) = path.split_once('/').unwrap_or((path, ""));
    let span = info_span!(
        "call",
        otel.name = path,
        otel.kind = "server",
        rpc.system = "grpc",
        rpc.service = service,
        rpc.method = method,
        rpc.grpc.status_code = Empty,
    );
    let header = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
    if let Some(header) = header {
        follow(&span, &Traceparent(Some(header.to_owned())));
    }
    span
}

fn current() -> Option<SpanContext> {
    let ids = Span::current().context().span().span_context().clone();
    ids.is_valid().then_some(ids)
}

fn follow(span: &Span, parent: &Traceparent) {
    let context = TraceContextPropagator::new().extract_with_context(&Context::new(), parent);
    if context.span().span_context().is_valid()
        && let Err(error) = span.set_parent(context)
    {
        tracing::debug!(error = with_causes(&error), "trace context dropped");
    }
}

/// A carrier of the one header.
struct Traceparent(Option<String>);

const HEADER: &str = "traceparent";

impl Extractor for Traceparent {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.as_deref().filter(|_| key == HEADER)
    }

    fn keys(&self) -> Vec<&str> {
        vec![HEADER]
    }
}

impl Injector for Traceparent {
    fn set(&mut self, key: &str, value: String) {
        if key == HEADER {
            self.0 = Some(value);
        }
    }
}
