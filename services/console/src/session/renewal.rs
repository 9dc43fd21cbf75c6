//! Renews the tokens of a session shortly before they end, once for all requests that need it.

use std::{sync::Arc, time::Duration};

use haetae_client::oidc::{Error, TokenResponse};
use haetae_domain::causes::with_causes;
use haetae_service_kit::{
    clock,
    config::{ExposeSecret as _, SecretString},
};
use moka::future::Cache;
use sha2::{Digest as _, Sha256};

use super::Session;
use crate::signin::Provider;

/// A token that expires within this number of seconds is renewed, so that it stays valid for the calls of a page.
const NEAR: i64 = 60;
/// How long requests with the previous tokens get the new ones: a browser requests several pages at once, and an
/// issuer may accept a refresh token only once.
const AFTERWARDS: Duration = Duration::from_secs(120);
/// Sessions that are renewed at about the same time.
const MOST: u64 = 10_000;

/// The validity of a session's tokens.
#[derive(Debug)]
pub(crate) enum Standing {
    /// They hold.
    Holds(Session),
    /// These tokens are valid, and have to be stored.
    Renewed(Session),
    /// The sign-in has ended.
    Ended,
    /// The tokens have expired, and the identity provider does not answer.
    Unanswered,
}

/// The recently renewed tokens, by the hash of the refresh token they were issued for.
#[derive(Debug)]
pub(crate) struct Renewals {
    provider: Arc<Provider>,
    issued: Cache<[u8; 32], Arc<TokenResponse>>,
}

impl Renewals {
    /// At this identity provider.
    pub(crate) fn new(provider: Arc<Provider>) -> Self {
        Self { provider, issued: Cache::builder().max_capacity(MOST).time_to_live(AFTERWARDS).build() }
    }

    /// The session with valid tokens.
    pub(crate) async fn standing(&self, session: Session) -> Standing {
        let now = clock::now().as_second();
        if !session.ends_within(NEAR, now) {
            return Standing::Holds(session);
        }
        let holds = !session.ends_within(0, now);
        let Some(refresh_token) = session.refresh_token() else {
            return if holds { Standing::Holds(session) } else { Standing::Ended };
        };
        match self.issued_for(refresh_token).await {
            Ok(tokens) => Standing::Renewed(session.renewed(&tokens, now)),
            Err(error) => {
                tracing::warn!(error = with_causes(&error), "a session cannot be renewed");
                let refused = matches!(&*error, Error::Refused { status, .. } if status.is_client_error());
                match (holds, refused) {
                    (true, _) => Standing::Holds(session),
                    (false, true) => Standing::Ended,
                    (false, false) => Standing::Unanswered,
                }
            }
        }
    }

    /// One exchange for all concurrent requests. It continues when they no longer wait, because the issuer may accept
    /// the refresh token only once.
    async fn issued_for(&self, refresh_token: SecretString) -> Result<Arc<TokenResponse>, Arc<Error>> {
        let key: [u8; 32] = Sha256::digest(refresh_token.expose_secret()).into();
        let (issued, provider) = (self.issued.clone(), Arc::clone(&self.provider));
        let exchange = tokio::spawn(async move {
            issued.try_get_with(key, async { provider.refresh(&refresh_token).await.map(Arc::new) }).await
        });
        exchange.await.unwrap_or_else(|_| Err(Arc::new(Error::ExpiredToken)))
    }
}
