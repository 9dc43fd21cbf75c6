//! What an identity provider says about itself (OpenID Connect Discovery 1.0), and what it answers about tokens.

use std::time::Duration;

use serde::{Deserialize, de::DeserializeOwned};

use super::http;
use crate::{failure::Failure, words::Said};

/// The addresses of an identity provider.
#[derive(Debug, Deserialize)]
pub(super) struct Issuer {
    issuer: String,
    pub(super) token_endpoint: String,
    pub(super) device_authorization_endpoint: Option<String>,
    pub(super) revocation_endpoint: Option<String>,
}

/// Tokens that were issued.
#[derive(Deserialize)]
pub(super) struct Issued {
    pub(super) access_token: String,
    pub(super) refresh_token: Option<String>,
    pub(super) expires_in: Option<i64>,
}

/// A refusal (RFC 6749, section 5.2).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Declined {
    pub(super) error: String,
    error_description: String,
}

impl Issuer {
    /// Reads the document of discovery.
    ///
    /// # Errors
    /// When it cannot be read, is none, or is of another issuer.
    pub(super) async fn discover(url: &str, within: Duration) -> Result<Self, Failure> {
        let base = url.trim_end_matches('/');
        let answer = http::get(&format!("{base}/.well-known/openid-configuration"), within).await?;
        let found: Self = understood(url, answer)?;
        if found.issuer.trim_end_matches('/') != base {
            let other = plain(&found.issuer);
            return Err(strange(url, &format!("다른 발급자({other})의 문서입니다"), &format!("it says it is {other}")));
        }
        Ok(found)
    }
}

/// The answer as it has to be, or what the issuer refused.
///
/// # Errors
/// When it refused, or the answer is another.
pub(super) fn understood<T: DeserializeOwned>(url: &str, answer: http::Answer) -> Result<T, Failure> {
    let status = answer.status;
    if !status.is_success() {
        let why = Declined::of(answer.body).told();
        let why = if why.is_empty() { status.to_string() } else { why };
        return Err(strange(url, &format!("거절했습니다: {why}"), &format!("it refused: {why}")));
    }
    serde_json::from_value(answer.body).map_err(|error| {
        strange(url, &format!("응답을 이해할 수 없습니다: {error}"), &format!("its answer is not understood: {error}"))
    })
}

impl Declined {
    pub(super) fn of(body: serde_json::Value) -> Self {
        serde_json::from_value(body).unwrap_or_default()
    }

    /// The error and its description.
    pub(super) fn told(&self) -> String {
        let parts = [self.error.as_str(), self.error_description.as_str()].map(plain);
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
    }
}

/// Text of the issuer's in one line that commands no terminal.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|one| if one.is_control() { ' ' } else { one }).collect()
}

/// The issuer did something it should not.
pub(super) fn strange(url: &str, ko: &str, en: &str) -> Failure {
    Failure::NoToken(Said { ko: format!("발급자 {url}: {ko}."), en: format!("the issuer {url}: {en}") })
}
