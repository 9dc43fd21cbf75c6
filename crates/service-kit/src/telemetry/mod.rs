//! Logs, traces and metrics: JSON lines on standard output, spans and metrics to an OTLP collector when one is configured.
//!
//! Every span has a trace id, even if nothing is exported: log lines, events and internal errors contain it.

mod json;
mod propagation;

use std::time::Duration;

use haetae_domain::causes::with_causes;
use opentelemetry::{KeyValue, global, trace::TracerProvider};
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tracing::{Level, Subscriber};
use tracing_subscriber::{EnvFilter, Layer, Registry, filter::filter_fn, fmt::MakeWriter, layer::SubscriberExt};

use crate::{
    config::TelemetryConfig,
    metrics::{Metrics, MetricsError},
};

pub use propagation::{current_trace_id, current_traceparent, span_from_traceparent};
pub(crate) use propagation::{current_trace_id_hex, server_span};

/// How long the last spans may take to reach the collector.
const FLUSH: Duration = Duration::from_secs(5);

/// Why telemetry cannot start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter cannot be read.
    #[error("telemetry.log: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The metrics cannot be kept.
    #[error(transparent)]
    Metrics(#[from] MetricsError),
    /// The exporter cannot be built.
    #[error("telemetry.otlp_endpoint: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
    /// A subscriber is already installed.
    #[error("telemetry was already started")]
    Twice(#[from] tracing::subscriber::SetGlobalDefaultError),
}

/// Keeps telemetry running; shut it down last.
#[derive(Debug)]
#[must_use = "spans still held are lost unless it is shut down"]
pub struct TelemetryGuard {
    traces: SdkTracerProvider,
    metrics: Metrics,
}

/// Starts logs and traces of a service for the whole process. Call it inside the Tokio runtime.
pub fn init(service: &str, config: &TelemetryConfig) -> Result<TelemetryGuard, TelemetryError> {
    let resource = resource(service, config);
    let provider = provider(resource.clone(), config)?;
    let subscriber = subscriber(&config.log, &provider, std::io::stdout)?;
    tracing::subscriber::set_global_default(subscriber)?;
    global::set_text_map_propagator(TraceContextPropagator::new());
    std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "panic")));
    let metrics = Metrics::install(resource, config.otlp_endpoint.as_deref())?;
    Ok(TelemetryGuard { traces: provider, metrics })
}

impl TelemetryGuard {
    /// What Prometheus reads.
    pub(crate) fn metrics(&self) -> prometheus::Registry {
        self.metrics.registry()
    }

    /// Sends the spans and metrics still held, within a few seconds.
    pub async fn shutdown(self) {
        let flushed = tokio::task::spawn_blocking(move || {
            self.metrics.shutdown();
            self.traces.shutdown_with_timeout(FLUSH)
        });
        if let Ok(Err(error)) = flushed.await {
            tracing::warn!(error = with_causes(&error), "the last spans could not be exported");
        }
    }
}

/// What traces and metrics say of the process.
fn resource(service: &str, config: &TelemetryConfig) -> Resource {
    let instance = config.service_instance.clone();
    Resource::builder()
        .with_service_name(service.to_owned())
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .with_attributes(instance.map(|id| KeyValue::new("service.instance.id", id)))
        .build()
}

fn provider(resource: Resource, config: &TelemetryConfig) -> Result<SdkTracerProvider, TelemetryError> {
    let mut builder = SdkTracerProvider::builder().with_resource(resource);
    if let Some(endpoint) = &config.otlp_endpoint {
        let exporter = SpanExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
        builder = builder.with_batch_exporter(exporter);
    }
    Ok(builder.build())
}

/// The filter applies only to log lines. Spans are always kept; otherwise trace ids would depend on the filter.
fn subscriber<W>(
    filter: &str,
    provider: &SdkTracerProvider,
    writer: W,
) -> Result<impl Subscriber + Send + Sync + use<W>, TelemetryError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let logs = tracing_subscriber::fmt::layer()
        .event_format(json::JsonLines)
        .with_writer(writer)
        .with_filter(EnvFilter::try_new(filter)?);
    let spans = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("haetae"))
        .with_filter(filter_fn(|meta| meta.is_span() && *meta.level() <= Level::INFO));
    Ok(Registry::default().with(spans).with(logs))
}

#[cfg(test)]
mod tests;
