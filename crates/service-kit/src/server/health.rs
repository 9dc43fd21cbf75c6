//! Health and reflection, on every service.

use haetae_proto::FILE_DESCRIPTOR_SET;
use tonic::{
    codec::CompressionEncoding,
    service::{Routes, RoutesBuilder},
};
use tonic_health::{
    ServingStatus,
    server::{HealthReporter, health_reporter},
};
use tonic_reflection::server::Builder;

use super::{error::ServeError, readiness::Readiness};

const HEALTH: &str = "grpc.health.v1.Health";

/// The health of a server as probes see it.
#[derive(Clone)]
pub(super) struct Health {
    reporter: HealthReporter,
    /// The services, and `""` for the server as a whole.
    names: Vec<&'static str>,
}

/// Adds `grpc.health.v1` and reflection v1 and v1alpha.
pub(super) fn with_health_and_reflection(
    mut routes: RoutesBuilder,
    mut names: Vec<&'static str>,
) -> Result<(Routes, Health), ServeError> {
    // Tools list the methods of this server, and print error details only for messages in its descriptors.
    let contracts = || {
        let builder = Builder::configure()
            .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
            .with_service_name(HEALTH);
        names.iter().fold(builder, |builder, name| builder.with_service_name(*name))
    };
    let (reporter, health) = health_reporter();
    routes
        .add_service(health.accept_compressed(CompressionEncoding::Gzip))
        .add_service(contracts().build_v1()?.accept_compressed(CompressionEncoding::Gzip))
        .add_service(contracts().build_v1alpha()?.accept_compressed(CompressionEncoding::Gzip));
    names.push("");
    Ok((routes.routes().prepare(), Health { reporter, names }))
}

impl Health {
    /// Reports the state of `readiness`, without end.
    pub(super) async fn follow(self, readiness: Readiness) {
        let mut changes = readiness.changes();
        loop {
            let status = match readiness.is_ready() {
                true => ServingStatus::Serving,
                false => ServingStatus::NotServing,
            };
            self.report(status).await;
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Reports that the service stops.
    pub(super) async fn not_serving(&self) {
        self.report(ServingStatus::NotServing).await;
    }

    async fn report(&self, status: ServingStatus) {
        for name in &self.names {
            self.reporter.set_service_status(name, status).await;
        }
    }
}
