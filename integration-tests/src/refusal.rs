//! The content of a refusal.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context as _, Result, bail};
use tonic::{Code, Response, Status};
use tonic_types::StatusExt as _;

/// A refusal with its google.rpc details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The gRPC status.
    pub code: Code,
    /// `ErrorInfo.reason`.
    pub reason: String,
    /// `ErrorInfo.domain`.
    pub domain: String,
    /// `ErrorInfo.metadata`.
    pub metadata: BTreeMap<String, String>,
    /// `BadRequest`: each field with what is wrong with it.
    pub fields: Vec<(String, String)>,
    /// `RetryInfo`.
    pub retry_after: Option<Duration>,
    /// `LocalizedMessage.locale`.
    pub locale: String,
    /// `LocalizedMessage.message`.
    pub message: String,
}

impl Refusal {
    /// Reads a refusal.
    ///
    /// # Errors
    /// When it lacks what every refusal has: `ErrorInfo` and `LocalizedMessage`.
    pub fn of(status: &Status) -> Result<Self> {
        let details = status.get_error_details();
        let told = || format!("{:?} without details: {}", status.code(), status.message());
        let info = details.error_info().with_context(told)?;
        let text = details.localized_message().with_context(told)?;
        let violations = details.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
        Ok(Self {
            code: status.code(),
            reason: info.reason.clone(),
            domain: info.domain.clone(),
            metadata: info.metadata.clone().into_iter().collect(),
            fields: violations.iter().map(|v| (v.field.clone(), v.description.clone())).collect(),
            retry_after: details.retry_info().and_then(|retry| retry.retry_delay),
            locale: text.locale.clone(),
            message: text.message.clone(),
        })
    }

    /// Expects a call to be refused.
    ///
    /// # Errors
    /// When it was not, or without details.
    pub fn expected<T>(answer: Result<Response<T>, Status>) -> Result<Self> {
        match answer {
            Err(status) => Self::of(&status),
            Ok(_) => bail!("the call was not refused"),
        }
    }

    /// The fields named wrong.
    pub fn named(&self) -> Vec<&str> {
        self.fields.iter().map(|(field, _)| field.as_str()).collect()
    }
}
