//! The meter provider: one set of instruments, read by Prometheus and sent to OTLP.

use haetae_domain::causes::with_causes;
use opentelemetry::global;
use opentelemetry_otlp::{MetricExporter, WithExportConfig as _};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkError,
    metrics::{PeriodicReader, SdkMeterProvider},
};
use prometheus::Registry;
use thiserror::Error;

/// Why the metrics cannot be kept.
#[derive(Debug, Error)]
pub enum MetricsError {
    /// The reader for Prometheus cannot be made.
    #[error("metrics")]
    Reader(#[from] OTelSdkError),
    /// The exporter cannot be made.
    #[error("telemetry.otlp_endpoint")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
}

/// The metrics of this process.
#[derive(Debug)]
pub(crate) struct Metrics {
    provider: SdkMeterProvider,
    registry: Registry,
}

impl Metrics {
    /// Makes the provider and installs it for the whole process.
    pub(crate) fn install(resource: Resource, otlp_endpoint: Option<&str>) -> Result<Self, MetricsError> {
        let registry = Registry::new();
        let reader = opentelemetry_prometheus::exporter();
        let reader = reader.with_registry(registry.clone()).scope_info_enabled(false).build()?;
        let mut provider = SdkMeterProvider::builder().with_resource(resource).with_reader(reader);
        if let Some(endpoint) = otlp_endpoint {
            let exporter = MetricExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
            provider = provider.with_reader(PeriodicReader::builder(exporter).build());
        }
        let provider = provider.build();
        global::set_meter_provider(provider.clone());
        haetae_event_log::metrics::begin();
        Ok(Self { provider, registry })
    }

    /// What Prometheus reads.
    pub(crate) fn registry(&self) -> Registry {
        self.registry.clone()
    }

    /// Sends what the collector lacks. Blocks.
    pub(crate) fn shutdown(&self) {
        if let Err(error) = self.provider.shutdown() {
            tracing::warn!(error = with_causes(&error), "the last metrics could not be exported");
        }
    }
}
