//! Errors of calls to an identity provider.

use std::fmt;

use hyper::StatusCode;
use serde::Deserialize;
use thiserror::Error;

use crate::{address::AddressError, channels::Unreachable};

/// An error of a call to an identity provider. `url` is the issuer or the endpoint.
#[derive(Debug, Error)]
pub enum Error {
    /// The address is not secure.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// There was no answer in time.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// The provider refused.
    #[error("the issuer {url}: it refused: {}", if response.is_empty() { status.to_string() } else { response.to_string() })]
    Refused {
        /// The issuer or endpoint that refused.
        url: String,
        /// The status of the answer.
        status: StatusCode,
        /// The error response; empty if the body was none.
        response: ErrorResponse,
    },
    /// The response does not conform to the standard.
    #[error("the issuer {url}: its answer is not understood: {cause}")]
    Malformed {
        /// The issuer or endpoint that responded.
        url: String,
        /// The fault, without values of the response.
        cause: String,
    },
    /// The discovery document belongs to another issuer.
    #[error("the issuer {url}: its document belongs to {other}")]
    OtherIssuer {
        /// The expected issuer.
        url: String,
        /// The issuer in the document.
        other: String,
    },
    /// The issuer does not support the requested function.
    #[error("the issuer {url} has no {endpoint}")]
    Unsupported {
        /// The issuer.
        url: String,
        /// The missing member of its metadata.
        endpoint: &'static str,
    },
    /// The person declined.
    #[error("the sign-in was declined")]
    AccessDenied,
    /// The person did not confirm in time.
    #[error("the code was not confirmed in time")]
    ExpiredToken,
}

/// An error response (RFC 6749, section 5.2). `Display` writes one line without control characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ErrorResponse {
    /// The code, such as `invalid_grant`.
    pub error: String,
    /// The provider's explanation for developers.
    pub error_description: String,
}

impl ErrorResponse {
    /// Whether the response has neither a code nor a description.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.error.is_empty() && self.error_description.is_empty()
    }
}

impl fmt::Display for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [self.error.as_str(), self.error_description.as_str()].map(plain);
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        f.write_str(&parts.join(": "))
    }
}

/// Returns a text of the provider as one line that cannot control a terminal.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|one| if one.is_control() { ' ' } else { one }).collect()
}
