//! The shared resources of all requests.

use std::{sync::Arc, time::Duration};

use haetae_client::Channels;
use haetae_service_kit::{auth::IdTokens, server::Readiness};
use tokio_util::sync::CancellationToken;

use crate::{
    api::Callers,
    config::ConsoleConfig,
    guard::Uploads,
    session::{Ended, Renewals, Sealer, Streams},
    signin::Provider,
    site::Site,
};

/// The shared resources of all requests. It stores nothing about a person except caches that save calls: see
/// [`Renewals`] and [`Callers`].
#[derive(Debug)]
pub(crate) struct Desk {
    /// Where browsers find the console.
    pub(crate) site: Site,
    /// The identity provider.
    pub(crate) provider: Arc<Provider>,
    /// Verifies the issuer's ID tokens.
    pub(crate) id_tokens: IdTokens,
    /// Seals cookies.
    pub(crate) sealer: Sealer,
    /// Renews tokens before they end.
    pub(crate) renewals: Renewals,
    /// How long a sign-in lasts.
    pub(crate) lifetime: Duration,
    /// The services.
    pub(crate) channels: Arc<Channels>,
    /// Limits of forms with files.
    pub(crate) uploads: Uploads,
    /// Sessions that people ended.
    pub(crate) ended: Ended,
    /// Streams to open pages.
    pub(crate) streams: Streams,
    /// The people whom the tokens identify.
    pub(crate) callers: Callers,
    /// Whether the console serves.
    pub(crate) readiness: Readiness,
}

impl Desk {
    /// Long-running responses end with `stop`.
    ///
    /// # Errors
    /// When the configuration is wrong.
    pub(crate) fn new(config: &ConsoleConfig, readiness: Readiness, stop: &CancellationToken) -> anyhow::Result<Self> {
        let site = Site::parse(&config.server.public_url)?;
        let provider = Provider::new(config.signin.client()?, &config.signin.issuer, &config.signin.scope, &site);
        let provider = Arc::new(provider);
        let lifetime = Duration::from_millis(config.session.lifetime_ms);
        Ok(Self {
            id_tokens: IdTokens::new(&config.signin.id_tokens())?,
            sealer: Sealer::new(config.session.keys()?),
            renewals: Renewals::new(Arc::clone(&provider)),
            lifetime,
            channels: Arc::new(config.services.channels()),
            callers: Callers::new(),
            ended: Ended::new(lifetime),
            streams: Streams::new(stop.clone()),
            uploads: Uploads::new(&config.uploads),
            provider,
            site,
            readiness,
        })
    }
}
