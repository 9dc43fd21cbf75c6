//! Why an identity provider gave nothing that can be used.

use std::fmt;

use hyper::StatusCode;
use serde::Deserialize;
use thiserror::Error;

use crate::{address::AddressError, channels::Unreachable};

/// Why an identity provider gave nothing that can be used. The `url` is the issuer or the endpoint that was asked.
#[derive(Debug, Error)]
pub enum Error {
    /// The address may not be called.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// There was no answer in time.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// The provider refused.
    #[error("the issuer {url}: it refused: {}", if response.is_empty() { status.to_string() } else { response.to_string() })]
    Refused {
        /// Who refused.
        url: String,
        /// The status of the answer.
        status: StatusCode,
        /// What it said; empty if the answer is no error response.
        response: ErrorResponse,
    },
    /// The answer is not what the standard says.
    #[error("the issuer {url}: its answer is not understood: {cause}")]
    Malformed {
        /// Who answered.
        url: String,
        /// What is wrong with it, without its values.
        cause: String,
    },
    /// The document of discovery is of another issuer.
    #[error("the issuer {url}: it says it is {other}")]
    OtherIssuer {
        /// The issuer that was asked.
        url: String,
        /// The issuer that the document names.
        other: String,
    },
    /// The issuer does not offer what is asked for.
    #[error("the issuer {url} has no {endpoint}")]
    Unsupported {
        /// The issuer.
        url: String,
        /// The member of its metadata that is missing.
        endpoint: &'static str,
    },
    /// The person declined.
    #[error("the sign-in was declined")]
    AccessDenied,
    /// The person did not confirm in time.
    #[error("the code was not confirmed in time")]
    ExpiredToken,
}

/// An error response (RFC 6749, section 5.2). It shows itself as one line without control characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ErrorResponse {
    /// The code, such as `invalid_grant`.
    pub error: String,
    /// What the provider adds for a developer.
    pub error_description: String,
}

impl ErrorResponse {
    /// Whether the provider said nothing.
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

/// A text of the provider in one line that commands no terminal.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|one| if one.is_control() { ' ' } else { one }).collect()
}
