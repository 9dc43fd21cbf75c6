//! How many calls were answered, how, and how long each took.

use std::{collections::HashMap, sync::Arc, time::Duration};

use haetae_proto::FILE_DESCRIPTOR_SET;
use opentelemetry::{KeyValue, Value, global, metrics::Histogram};
use tonic::Code;

use crate::methods::methods;

/// The name of every method that the server does not have, as semantic conventions of OpenTelemetry have it.
const OTHER: &str = "_OTHER";

/// Upper bounds of the buckets, in seconds. Streams last longer than the last one.
const SECONDS: [f64; 14] = [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// The metric of calls. Names are those of the semantic conventions of OpenTelemetry for RPC servers.
#[derive(Debug)]
pub(crate) struct Calls {
    duration: Histogram<f64>,
    /// The label of each method, by its path.
    methods: HashMap<String, Value>,
}

impl Calls {
    pub(crate) fn new() -> Self {
        let duration = global::meter("haetae")
            .f64_histogram("rpc.server.call.duration")
            .with_unit("s")
            .with_boundaries(SECONDS.to_vec())
            .with_description("Calls until the response begins, by method and status")
            .build();
        Self { duration, methods: labels() }
    }

    /// Records one answered call.
    pub(crate) fn answered(&self, path: &str, code: Code, took: Duration) {
        let method = self.methods.get(path).cloned().unwrap_or_else(|| OTHER.into());
        let labels = [KeyValue::new("rpc.method", method), KeyValue::new("rpc.response.status_code", name(code))];
        self.duration.record(took.as_secs_f64(), &labels);
    }
}

/// The label of every method that a server may have, by its path.
fn labels() -> HashMap<String, Value> {
    let methods = [FILE_DESCRIPTOR_SET, tonic_health::pb::FILE_DESCRIPTOR_SET].into_iter().flat_map(methods);
    let label = |path: &str| Value::from(Arc::<str>::from(path.trim_start_matches('/')));
    methods.map(|method| (method.path.clone(), label(&method.path))).collect()
}

/// The name of a status in the specification of gRPC.
const fn name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_method_of_the_contract_has_a_label_and_no_other_path_has() {
        let methods = labels();
        for path in ["/haetae.intake.v1.IntakeService/SubmitReview", "/grpc.health.v1.Health/Check"] {
            assert_eq!(methods.get(path).map(Value::as_str).as_deref(), path.strip_prefix('/'));
        }
        assert!(!methods.contains_key("/haetae.intake.v1.IntakeService/Anything"));
    }
}
