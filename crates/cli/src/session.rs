//! The context of one run: the services, the caller, and the output settings.

use std::sync::{Mutex, PoisonError};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use haetae_client::{Authorized, Bearer, Channels};
use haetae_proto::{
    Service,
    checkpoint::v1::{
        catalog_service_client::CatalogServiceClient, checkpoint_service_client::CheckpointServiceClient,
    },
    dashboard::v1::{
        audit_service_client::AuditServiceClient, dashboard_service_client::DashboardServiceClient,
        projection_service_client::ProjectionServiceClient,
    },
    intake::v1::intake_service_client::IntakeServiceClient,
    risk::v1::risk_service_client::RiskServiceClient,
};
use prost::{Message, Name};

use crate::{
    failure::Failure,
    output::Output,
    settings::{Settings, Source, Token},
    views::Look,
    words::{Lang, Said},
};

/// The context of one run.
#[derive(Debug)]
pub(crate) struct Session {
    settings: Settings,
    channels: Channels,
    token: Token,
    bearer: Bearer,
    look: Look,
    output: Output,
    /// The options that make the run's command the same again, once it was sent.
    repeats: Mutex<Vec<(&'static str, String)>>,
}

impl Session {
    /// A session by the settings.
    ///
    /// # Errors
    /// A failure without a token.
    pub(crate) async fn open(settings: Settings) -> Result<Self, Failure> {
        let token = settings.token().await?;
        Ok(Self {
            channels: Channels::to(|service| settings.url(service).unwrap_or_default()),
            bearer: bearer(&token, &settings)?,
            token,
            look: settings.look(),
            output: settings.output(),
            repeats: Mutex::default(),
            settings,
        })
    }

    /// The display settings.
    pub(crate) const fn look(&self) -> &Look {
        &self.look
    }

    /// Writes an answer.
    ///
    /// # Errors
    /// A failure if the output cannot be written.
    pub(crate) fn show<M: Message + Name>(
        &self,
        answer: &M,
        text: impl FnOnce(&Look) -> String,
    ) -> Result<(), Failure> {
        self.output.show(answer, || text(&self.look))
    }

    /// Writes an answer with further fields beside its own, for programs.
    ///
    /// # Errors
    /// A failure if the output cannot be written.
    pub(crate) fn show_with<M: Message + Name>(
        &self,
        answer: &M,
        further: Vec<(&'static str, serde_json::Value)>,
        text: impl FnOnce(&Look) -> String,
    ) -> Result<(), Failure> {
        self.output.show_with(answer, further, || text(&self.look))
    }

    /// The output format.
    pub(crate) const fn output(&self) -> Output {
        self.output
    }

    /// Whether answers are for programs.
    pub(crate) const fn is_structured(&self) -> bool {
        self.output.is_structured()
    }

    /// Writes one of many messages; false when the reader of the output is gone.
    ///
    /// # Errors
    /// A failure if the output cannot be written.
    pub(crate) fn show_one<M: Message + Name>(
        &self,
        message: &M,
        text: impl FnOnce(&Look) -> String,
    ) -> Result<bool, Failure> {
        self.output.show_one(message, || text(&self.look))
    }

    /// The account that the token names. For display only: the token is not verified here.
    pub(crate) fn subject(&self) -> Option<String> {
        Some(self.claims()?.get("sub")?.as_str()?.to_owned())
    }

    /// The claims of the token. For display only: the token is not verified here.
    pub(crate) fn claims(&self) -> Option<serde_json::Value> {
        let claims = URL_SAFE_NO_PAD.decode(self.token.text.split('.').nth(1)?).ok()?;
        serde_json::from_slice(&claims).ok()
    }

    /// The token itself, for what depends on it alone; it is never shown.
    pub(crate) fn token(&self) -> &str {
        &self.token.text
    }

    /// The address of a service.
    ///
    /// # Errors
    /// A failure if the service has no address.
    pub(crate) fn server(&self, service: Service) -> Result<String, Failure> {
        self.settings.url(service)
    }

    /// The source of the token.
    pub(crate) const fn source(&self) -> &Source {
        &self.token.source
    }

    /// The profile the caller acts as.
    pub(crate) fn profile(&self) -> Option<&str> {
        self.settings.profile()
    }

    /// Says something beside the answer, on standard error.
    pub(crate) fn note(&self, said: &Said) {
        eprintln!("{}", said.say(self.look.lang));
    }

    /// Records an option that a retry has to repeat.
    pub(crate) fn repeats(&self, option: &'static str, value: &str) {
        let mut repeats = self.repeats.lock().unwrap_or_else(PoisonError::into_inner);
        repeats.push((option, value.to_owned()));
    }

    /// Returns the lines about a failure, with the command to retry if the outcome is unknown.
    pub(crate) fn explain(&self, failure: &Failure) -> Vec<String> {
        let lang = self.look.lang;
        let mut lines = failure.lines(lang);
        let repeats = self.repeats.lock().unwrap_or_else(PoisonError::into_inner);
        if failure.unknown_outcome() && !repeats.is_empty() {
            lines.push(again(&repeats, lang));
        }
        lines
    }

    /// Client of intake.
    ///
    /// # Errors
    /// A failure if the service has no address or cannot be reached.
    pub(crate) async fn intake(&self) -> Result<IntakeServiceClient<Authorized>, Failure> {
        self.settings.url(Service::Intake)?;
        Ok(self.channels.intake(&self.bearer).await?)
    }

    /// Client of risk.
    ///
    /// # Errors
    /// A failure if the service has no address or cannot be reached.
    pub(crate) async fn risk(&self) -> Result<RiskServiceClient<Authorized>, Failure> {
        self.settings.url(Service::Risk)?;
        Ok(self.channels.risk(&self.bearer).await?)
    }

    /// Client of checkpoint.
    ///
    /// # Errors
    /// A failure if the service has no address or cannot be reached.
    pub(crate) async fn checkpoint(&self) -> Result<CheckpointServiceClient<Authorized>, Failure> {
        self.settings.url(Service::Checkpoint)?;
        Ok(self.channels.checkpoint(&self.bearer).await?)
    }

    /// Client of checkpoint's catalogues.
    ///
    /// # Errors
    /// A failure if the service has no address or cannot be reached.
    pub(crate) async fn catalogs(&self) -> Result<CatalogServiceClient<Authorized>, Failure> {
        self.settings.url(Service::Checkpoint)?;
        Ok(self.channels.catalogs(&self.bearer).await?)
    }

    /// Client of the dashboard.
    ///
    /// # Errors
    /// A failure if the service has no address or cannot be reached.
    pub(crate) async fn dashboard(&self) -> Result<DashboardServiceClient<Authorized>, Failure> {
        self.settings.url(Service::Dashboard)?;
        Ok(self.channels.dashboard(&self.bearer).await?)
    }

    /// The client of the dashboard with the current token: the token file may have been renewed.
    ///
    /// # Errors
    /// A failure if the service has no address or cannot be reached.
    pub(crate) async fn dashboard_anew(&self) -> Result<DashboardServiceClient<Authorized>, Failure> {
        self.settings.url(Service::Dashboard)?;
        // A token that could be read only once, such as one from a pipe, is the one there was.
        let anew = self.settings.token().await.and_then(|token| bearer(&token, &self.settings));
        let bearer = anew.unwrap_or_else(|_| self.bearer.clone());
        Ok(self.channels.dashboard(&bearer).await?)
    }

    /// Client of the dashboard's read models.
    ///
    /// # Errors
    /// A failure if the service has no address or cannot be reached.
    pub(crate) async fn projections(&self) -> Result<ProjectionServiceClient<Authorized>, Failure> {
        self.settings.url(Service::Dashboard)?;
        Ok(self.channels.projections(&self.bearer).await?)
    }

    /// Client of the dashboard's proofs.
    ///
    /// # Errors
    /// A failure if the service has no address or cannot be reached.
    pub(crate) async fn audit(&self) -> Result<AuditServiceClient<Authorized>, Failure> {
        self.settings.url(Service::Dashboard)?;
        Ok(self.channels.audit(&self.bearer).await?)
    }
}

/// The token, language and deadline of every call.
fn bearer(token: &Token, settings: &Settings) -> Result<Bearer, Failure> {
    let bearer = Bearer::new(&token.text, settings.lang().tag()).map_err(|_| {
        Failure::NoToken(Said {
            ko: "토큰에 보낼 수 없는 글자가 있습니다.".into(),
            en: "the token has characters that cannot be sent".into(),
        })
    })?;
    Ok(bearer.within(settings.timeout()))
}

/// The text on how to repeat a command without a second effect.
fn again(repeats: &[(&'static str, String)], lang: Lang) -> String {
    let options: Vec<String> = repeats.iter().map(|(option, value)| format!("{option} {value}")).collect();
    let options = options.join(" ");
    match lang {
        Lang::Ko => {
            format!("→ 처리 여부를 알 수 없습니다. 같은 명령에 다음을 붙여 다시 실행하면 한 번만 적용됩니다: {options}")
        }
        Lang::En => {
            format!("→ It may have taken effect. The same command with these options has its effect once: {options}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_repeats_request_and_version() {
        let repeats = [("--request-id", "r-1".to_owned()), ("--etag", "12".to_owned())];
        assert!(again(&repeats, Lang::En).ends_with(": --request-id r-1 --etag 12"));
        assert!(again(&repeats[..1], Lang::Ko).ends_with(": --request-id r-1"));
    }
}
