//! What one run works with: the services, the caller, and how answers are shown.

use std::sync::OnceLock;

use haetae_proto::{
    checkpoint::v1::{
        catalog_service_client::CatalogServiceClient, checkpoint_service_client::CheckpointServiceClient,
    },
    dashboard::v1::dashboard_service_client::DashboardServiceClient,
    intake::v1::intake_service_client::IntakeServiceClient,
    risk::v1::risk_service_client::RiskServiceClient,
};
use prost::{Message, Name};

use crate::{
    clients::{Authorized, Bearer, Channels},
    failure::Failure,
    output::Output,
    settings::Settings,
    views::Look,
    words::{Lang, Said},
};

/// What one run works with.
#[derive(Debug)]
pub(crate) struct Session {
    channels: Channels,
    bearer: Bearer,
    look: Look,
    output: Output,
    /// What makes the run's command the same again, once it was sent.
    sent: OnceLock<Sent>,
}

/// What a retry has to repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    /// The request's id.
    pub(crate) request_id: String,
    /// The version it was decided on; none for what changes no version.
    pub(crate) etag: Option<String>,
}

impl Session {
    /// A session by the settings.
    ///
    /// # Errors
    /// When there is no token or an address is missing.
    pub(crate) fn open(settings: &Settings) -> Result<Self, Failure> {
        let (lang, token) = (settings.lang(), settings.token()?);
        let bearer = Bearer::new(&token, lang.tag()).map_err(|_| {
            Failure::NoToken(Said {
                ko: "토큰에 보낼 수 없는 글자가 있습니다.".into(),
                en: "the token has characters that cannot be sent".into(),
            })
        })?;
        Ok(Self {
            channels: settings.channels()?,
            bearer: bearer.within(settings.timeout()),
            look: Look::here(lang),
            output: settings.output(),
            sent: OnceLock::new(),
        })
    }

    /// How things are shown.
    pub(crate) const fn look(&self) -> &Look {
        &self.look
    }

    /// Writes an answer.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn show<M: Message + Name>(
        &self,
        answer: &M,
        text: impl FnOnce(&Look) -> String,
    ) -> Result<(), Failure> {
        self.output.show(answer, || text(&self.look))
    }

    /// Says something beside the answer, on standard error.
    pub(crate) fn note(&self, said: &Said) {
        eprintln!("{}", said.say(self.look.lang));
    }

    /// Remembers what a retry has to repeat.
    pub(crate) fn sending(&self, sent: Sent) {
        // The first command of a run is its only one.
        let _ = self.sent.set(sent);
    }

    /// What to say about a failure: the failure, and how to retry where the outcome is not known.
    pub(crate) fn explain(&self, failure: &Failure) -> Vec<String> {
        let lang = self.look.lang;
        let mut lines = failure.lines(lang);
        if let Some(sent) = self.sent.get().filter(|_| failure.unknown_outcome()) {
            lines.push(sent.again(lang));
        }
        lines
    }

    /// Of intake.
    ///
    /// # Errors
    /// When nobody answers.
    pub(crate) async fn intake(&self) -> Result<IntakeServiceClient<Authorized>, Failure> {
        Ok(self.channels.intake(&self.bearer).await?)
    }

    /// Of risk.
    ///
    /// # Errors
    /// When nobody answers.
    pub(crate) async fn risk(&self) -> Result<RiskServiceClient<Authorized>, Failure> {
        Ok(self.channels.risk(&self.bearer).await?)
    }

    /// Of checkpoint.
    ///
    /// # Errors
    /// When nobody answers.
    pub(crate) async fn checkpoint(&self) -> Result<CheckpointServiceClient<Authorized>, Failure> {
        Ok(self.channels.checkpoint(&self.bearer).await?)
    }

    /// Of checkpoint's catalogues.
    ///
    /// # Errors
    /// When nobody answers.
    pub(crate) async fn catalogs(&self) -> Result<CatalogServiceClient<Authorized>, Failure> {
        Ok(self.channels.catalogs(&self.bearer).await?)
    }

    /// Of the dashboard.
    ///
    /// # Errors
    /// When nobody answers.
    pub(crate) async fn dashboard(&self) -> Result<DashboardServiceClient<Authorized>, Failure> {
        Ok(self.channels.dashboard(&self.bearer).await?)
    }
}

impl Sent {
    /// How to repeat it without a second effect.
    fn again(&self, lang: Lang) -> String {
        let etag = self.etag.as_ref().map(|etag| format!(" --etag {etag}")).unwrap_or_default();
        let options = format!("--request-id {}{etag}", self.request_id);
        match lang {
            Lang::Ko => format!(
                "→ 처리 여부를 알 수 없습니다. 같은 명령에 다음을 붙여 다시 실행하면 한 번만 적용됩니다: {options}"
            ),
            Lang::En => format!(
                "→ It may have taken effect. The same command with these options has its effect once: {options}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_repeats_request_and_version() {
        let sent = Sent { request_id: "r-1".into(), etag: Some("12".into()) };
        assert!(sent.again(Lang::En).ends_with(": --request-id r-1 --etag 12"));
        assert!(Sent { etag: None, ..sent }.again(Lang::Ko).ends_with(": --request-id r-1"));
    }
}
