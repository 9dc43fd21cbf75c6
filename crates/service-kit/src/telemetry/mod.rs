//! Logs and traces: JSON lines on standard output, spans to an OTLP collector when one is configured.
//!
//! Every span has a trace id, also when nothing is exported: it goes into log lines, events and internal errors.

mod json;
mod propagation;

use std::time::Duration;

use opentelemetry::{KeyValue, global, trace::TracerProvider};
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tracing::{Level, Subscriber};
use tracing_subscriber::{EnvFilter, Layer, Registry, filter::filter_fn, fmt::MakeWriter, layer::SubscriberExt};

use crate::config::TelemetryConfig;

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
    /// The exporter cannot be built.
    #[error("telemetry.otlp_endpoint: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
    /// There is a subscriber already.
    #[error("telemetry was already started")]
    Twice(#[from] tracing::subscriber::SetGlobalDefaultError),
}

/// Keeps telemetry running; shut it down last.
#[derive(Debug)]
#[must_use = "spans still held are lost unless it is shut down"]
pub struct TelemetryGuard(SdkTracerProvider);

/// Starts logs and traces of a service for the whole process. Call it inside the Tokio runtime.
pub fn init(service: &str, config: &TelemetryConfig) -> Result<TelemetryGuard, TelemetryError> {
    let provider = provider(service, config)?;
    let subscriber = subscriber(&config.log, &provider, std::io::stdout)?;
    tracing::subscriber::set_global_default(subscriber)?;
    global::set_text_map_propagator(TraceContextPropagator::new());
    std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "panic")));
    Ok(TelemetryGuard(provider))
}

impl TelemetryGuard {
    /// Sends the spans still held, within a few seconds.
    pub async fn shutdown(self) {
        let flushed = tokio::task::spawn_blocking(move || self.0.shutdown_with_timeout(FLUSH));
        if let Ok(Err(error)) = flushed.await {
            tracing::warn!(%error, "the last spans could not be exported");
        }
    }
}

fn provider(service: &str, config: &TelemetryConfig) -> Result<SdkTracerProvider, TelemetryError> {
    let instance = config.service_instance.clone();
    let resource = Resource::builder()
        .with_service_name(service.to_owned())
        .with_attributes(instance.map(|id| KeyValue::new("service.instance.id", id)))
        .build();
    let mut builder = SdkTracerProvider::builder().with_resource(resource);
    if let Some(endpoint) = &config.otlp_endpoint {
        let exporter = SpanExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
        builder = builder.with_batch_exporter(exporter);
    }
    Ok(builder.build())
}

/// The filter decides over log lines only: spans are kept whatever it says, or trace ids would come and go with it.
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
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use serde_json::Value;

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Lines {
        fn parsed(&self) -> Vec<Value> {
            let bytes = self.0.lock().unwrap().clone();
            let text = String::from_utf8(bytes).unwrap();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        }
    }

    /// Runs `work` under our subscriber without any exporter and returns the log lines.
    fn logged(filter: &str, work: impl FnOnce()) -> Vec<Value> {
        let provider = provider("test", &TelemetryConfig::default()).unwrap();
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = subscriber(filter, &provider, move || writer.clone()).unwrap();
        tracing::subscriber::with_default(subscriber, work);
        lines.parsed()
    }

    #[test]
    fn lines_inside_a_span_carry_its_ids() {
        let lines = logged("info", || {
            tracing::info!("outside");
            let span = tracing::info_span!("work");
            let _entered = span.enter();
            tracing::info!(count = 3, "inside \"quoted\"\nbroken");
            tracing::debug!("filtered out");
        });
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["message"], "outside");
        assert!(lines[0].get("trace_id").is_none());
        assert_eq!(lines[1]["message"], "inside \"quoted\"\nbroken");
        assert_eq!(lines[1]["count"], 3);
        assert_eq!(lines[1]["span"], "work");
        assert_eq!(lines[1]["trace_id"].as_str().unwrap().len(), 32);
        assert_eq!(lines[1]["span_id"].as_str().unwrap().len(), 16);
    }

    #[test]
    fn a_trace_goes_on_from_its_header_even_when_nothing_is_logged() {
        const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        logged("off", || {
            assert_eq!(current_traceparent(), None);
            assert_eq!(current_trace_id(), None);
            let first = span_from_traceparent("follow up", PARENT).in_scope(|| {
                assert_eq!(current_trace_id_hex().unwrap(), &PARENT[3..35]);
                current_traceparent().unwrap()
            });
            assert!(first.starts_with(&PARENT[..36]) && first.ends_with("-01"), "{first}");
            assert_ne!(first, PARENT);
            let second = span_from_traceparent("next", &first).in_scope(current_trace_id);
            assert_eq!(second.unwrap()[..2], [0x0a, 0xf7]);
            let fresh = span_from_traceparent("new", "00-nonsense").in_scope(current_trace_id);
            assert_ne!(fresh.unwrap(), second.unwrap());
        });
    }
}
