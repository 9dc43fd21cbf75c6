//! The details of google.rpc in the status of a refused call.

use std::{collections::BTreeMap, time::Duration};

use haetae_proto::common::v1::ErrorReason;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// A service's refusal with its details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The gRPC code.
    pub code: Code,
    /// The reason by its name in the contract; empty when it was no service of ours that refused, e.g. a gateway.
    pub reason: String,
    /// The message in the language of the call; empty if the service sent none.
    pub message: String,
    /// The metadata of the reason.
    pub facts: BTreeMap<String, String>,
    /// The invalid fields, each with its fault.
    pub fields: Vec<(String, String)>,
    /// The delay before a retry, if the service sent one.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// The reason; UNSPECIFIED when it was no service of ours that refused, and for a reason that this build does not know.
    #[must_use]
    pub fn known(&self) -> ErrorReason {
        ErrorReason::from_str_name(&format!("ERROR_REASON_{}", self.reason)).unwrap_or_default()
    }

    /// Reads the details of a status.
    #[must_use]
    pub fn of(status: &Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info();
        let message = details.localized_message().map_or(status.message(), |text| &text.message);
        let fields = details.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
        Self {
            code: status.code(),
            reason: info.map(|info| info.reason.clone()).unwrap_or_default(),
            message: message.to_owned(),
            facts: info.map(|info| info.metadata.clone().into_iter().collect()).unwrap_or_default(),
            fields: fields.iter().map(|one| (one.field.clone(), one.description.clone())).collect(),
            retry_after: details.retry_info().and_then(|retry| retry.retry_delay),
        }
    }
}
