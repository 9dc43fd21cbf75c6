//! The writer's trace, carried along with every commit.

use opentelemetry::trace::TraceContextExt as _;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// W3C trace context of the current span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    /// For the payload.
    pub trace_id: [u8; 16],
    /// For the header.
    pub traceparent: String,
}

impl TraceContext {
    /// Of the span this is called in; none where nothing is traced.
    pub fn current() -> Option<Self> {
        let context = tracing::Span::current().context();
        let span = context.span();
        let span = span.span_context();
        span.is_valid().then(|| Self {
            trace_id: span.trace_id().to_bytes(),
            traceparent: format!("00-{}-{}-{:02x}", span.trace_id(), span.span_id(), span.trace_flags().to_u8()),
        })
    }
}
