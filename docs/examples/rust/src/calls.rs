//! What every call carries, and what its errors say.

use std::{env, fmt::Write as _, fs, time::Duration};

use anyhow::{Context as _, Result};
use tonic::{
    Code, Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, ClientTlsConfig, Endpoint},
};
use tonic_types::StatusExt as _;

/// Deadline of a unary call.
pub(crate) const CALL: Duration = Duration::from_secs(10);
/// How long scoring may take.
pub(crate) const WAIT: Duration = Duration::from_secs(60);

/// A channel whose calls carry the token.
pub(crate) type Authorized = InterceptedService<Channel, Caller>;

/// Puts the token, the language and a deadline on every call.
#[derive(Clone)]
pub(crate) struct Caller {
    token: MetadataValue<Ascii>,
    language: MetadataValue<Ascii>,
    deadline: Duration,
}

impl Caller {
    /// The token of `HAETAE_TOKEN_FILE`, the language of `HAETAE_LANG`.
    pub(crate) fn from_env() -> Result<Self> {
        let file = env::var("HAETAE_TOKEN_FILE").context("HAETAE_TOKEN_FILE is not set")?;
        let token = fs::read_to_string(&file).with_context(|| format!("{file} cannot be read"))?;
        let mut token: MetadataValue<Ascii> = format!("Bearer {}", token.trim()).parse()?;
        token.set_sensitive(true);
        let language = env::var("HAETAE_LANG").unwrap_or_else(|_| "en".to_owned()).parse()?;
        Ok(Self { token, language, deadline: CALL })
    }

    /// The same caller with another deadline.
    pub(crate) fn within(&self, deadline: Duration) -> Self {
        Self { deadline, ..self.clone() }
    }
}

impl Interceptor for Caller {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.set_timeout(self.deadline);
        request.metadata_mut().insert("authorization", self.token.clone());
        request.metadata_mut().insert("accept-language", self.language.clone());
        Ok(request)
    }
}

/// A channel to the service at the URL in `variable`. `http://` is for a platform on this machine only: the token travels
/// in the clear.
pub(crate) fn connect(variable: &str) -> Result<Channel> {
    let url = env::var(variable).with_context(|| format!("{variable} is not set"))?;
    let mut endpoint = Endpoint::from_shared(url)?;
    if endpoint.uri().scheme_str() == Some("https") {
        endpoint = endpoint.tls_config(ClientTlsConfig::new().with_native_roots())?;
    }
    Ok(endpoint.connect_lazy())
}

/// Whether the outcome is unknown or temporary: the call is repeated with the same `request_id`.
pub(crate) fn may_repeat(status: &Status) -> bool {
    matches!(status.code(), Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted)
}

/// As long as `RetryInfo` says, else longer with every attempt.
pub(crate) fn pause(status: &Status, attempt: u32) -> Duration {
    let told = status.get_details_retry_info().and_then(|retry| retry.retry_delay);
    told.unwrap_or_else(|| Duration::from_millis((200 << attempt.min(5)).min(5000)))
}

/// Branch on the reason, show the localized message, and name every faulty field.
pub(crate) fn explain(status: &Status) -> String {
    let reason = status.get_details_error_info().map_or_else(|| format!("{:?}", status.code()), |info| info.reason);
    let message =
        status.get_details_localized_message().map_or_else(|| status.message().to_owned(), |said| said.message);
    let mut text = format!("{reason}: {message}");
    for violation in status.get_details_bad_request().into_iter().flat_map(|bad| bad.field_violations) {
        let _ = write!(text, "\n  {}: {}", violation.field, violation.description);
    }
    text
}
