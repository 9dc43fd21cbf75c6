//! The error type: its parts and its construction.

use std::{collections::BTreeMap, fmt, time::Duration};

use haetae_proto::common::v1::ErrorReason;
use tonic::Code;

use super::{
    lang::Lang,
    reasons,
    violation::{Text, Violation},
};

/// The `domain` of every `google.rpc.ErrorInfo` we send.
pub const DOMAIN: &str = "haetae";

/// An error as the caller sees it. The gRPC code follows from the reason.
///
/// Use a constructor named after the reason, add facts that help the caller with [`ApiError::with`], and return it:
/// `?` turns it into a `tonic::Status`, which [`crate::server`] renders in the caller's language.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiError(pub(super) Box<Parts>);

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) reason: ErrorReason,
    pub(super) ko: Text,
    pub(super) en: Text,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) violations: Vec<Violation>,
    pub(super) retry_after: Option<Duration>,
}

impl ApiError {
    /// An error with its own texts. Prefer the constructor named after the reason where the common text is
    /// sufficient.
    pub fn new(reason: ErrorReason, ko: impl Into<Text>, en: impl Into<Text>) -> Self {
        Self(Box::new(Parts {
            reason,
            ko: ko.into(),
            en: en.into(),
            metadata: BTreeMap::new(),
            violations: Vec::new(),
            retry_after: None,
        }))
    }

    /// Adds one machine-readable fact to `ErrorInfo.metadata`.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.0.metadata.insert(key.to_owned(), value.into());
        self
    }

    /// Names a field that is wrong, by its path in the request, e.g. `profile.stage`.
    #[must_use]
    pub fn violation(mut self, field: &str, ko: impl Into<Text>, en: impl Into<Text>) -> Self {
        self.0.violations.push(Violation::new(field, ko, en));
        self
    }

    /// Sets the time after which a retry is reasonable (`google.rpc.RetryInfo`).
    #[must_use]
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.0.retry_after = Some(delay);
        self
    }

    /// Why the call failed.
    pub fn reason(&self) -> ErrorReason {
        self.0.reason
    }

    /// The gRPC code that goes with the reason.
    pub fn code(&self) -> Code {
        reasons::code(self.0.reason)
    }

    /// The reason as written in `ErrorInfo.reason`: the enum value without its prefix, e.g. `INVALID_FIELD`.
    pub fn reason_name(&self) -> &'static str {
        reasons::name(self.0.reason)
    }

    /// The message a person reads, in one language.
    pub fn message(&self, lang: Lang) -> &str {
        lang.pick(&self.0.ko, &self.0.en)
    }

    /// The fields named wrong.
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// The machine-readable facts.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.0.metadata
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason_name(), self.0.en)?;
        for violation in &self.0.violations {
            write!(f, "; {}: {}", violation.field, violation.en)?;
        }
        Ok(())
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiError({self} {:?})", self.0.metadata)
    }
}

impl std::error::Error for ApiError {}
