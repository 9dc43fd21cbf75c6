//! Options of commands that change something.

use haetae_client::request_id;

use crate::{failure::Failure, session::Session, words::Said};

/// Options of a command that makes something.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Write {
    /// Repeats an earlier request: it has its effect once, however often it is sent [default: a new UUID]
    #[arg(long, value_name = "UUID")]
    request_id: Option<String>,
    /// Check everything without changing anything
    #[arg(long)]
    pub(super) validate_only: bool,
}

/// Options of a command that changes what is there.
#[derive(Debug, Default, clap::Args)]
pub(super) struct ChangeOptions {
    #[command(flatten)]
    write: Write,
    /// The version you have seen, as show prints it; if there is a later one, nothing is changed [default: the latest]
    #[arg(long)]
    etag: Option<String>,
}

impl ChangeOptions {
    /// Whether the caller has named the version, or changes nothing.
    pub(super) const fn is_named(&self) -> bool {
        self.etag.is_some() || self.write.validate_only
    }

    /// The version that the caller has named.
    pub(super) fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// Returns the first given option.
    pub(super) fn given(&self) -> Option<&'static str> {
        let options = [
            (self.etag.is_some(), "--etag"),
            (self.write.validate_only, "--validate-only"),
            (self.write.request_id.is_some(), "--request-id"),
        ];
        options.into_iter().find(|(given, _)| *given).map(|(_, option)| option)
    }

    /// Whether nothing is to be changed.
    pub(super) const fn only_checks(&self) -> bool {
        self.write.validate_only
    }

    /// Returns the options with this version, unless the caller named another.
    pub(super) fn on(self, etag: Option<String>) -> Self {
        Self { etag: self.etag.or(etag), ..self }
    }
}

/// The common parts of a request that changes something.
pub(super) struct Decided {
    pub(super) request_id: String,
    pub(super) etag: String,
    pub(super) validate_only: bool,
}

impl Write {
    /// Whether the request is only checked and has no request id from the caller: the ids in its response will never
    /// exist.
    pub(super) const fn is_imagined(&self) -> bool {
        self.validate_only && self.request_id.is_none()
    }

    /// The id of the request; remembered for a retry.
    pub(super) fn request_id(&self, session: &Session) -> String {
        let request_id = self.request_id.clone().unwrap_or_else(request_id);
        session.repeats("--request-id", &request_id);
        request_id
    }
}

impl ChangeOptions {
    /// Returns the request id and the version. If no version was given, `latest` reads it, and the output says so.
    pub(super) async fn decided(
        &self,
        session: &Session,
        latest: impl Future<Output = Result<String, Failure>>,
    ) -> Result<Decided, Failure> {
        let etag = version(session, "--etag", self.etag.clone(), latest).await?;
        let request_id = self.write.request_id(session);
        Ok(Decided { request_id, etag, validate_only: self.write.validate_only })
    }
}

/// Returns the version given by an option, or else `latest`, and the output says so. The version is kept for a retry.
pub(super) async fn version(
    session: &Session,
    option: &'static str,
    given: Option<String>,
    latest: impl Future<Output = Result<String, Failure>>,
) -> Result<String, Failure> {
    let etag = match given {
        Some(etag) => etag,
        None => {
            let etag = latest.await?;
            session.note(&Said {
                ko: format!("최신 버전을 기준으로 실행합니다: {option} {etag}"),
                en: format!("acting on the latest version: {option} {etag}"),
            });
            etag
        }
    };
    session.repeats(option, &etag);
    Ok(etag)
}
