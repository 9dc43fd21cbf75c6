//! One comparison: the log is compared with what is known of it, and the gate opens when nothing is missing.

use std::time::Duration;

use haetae_domain::causes::with_causes;
use tokio::time::Instant;

use super::{
    super::{certain, compare::compare, durability, report::Mark, session::Session, view::View},
    Keeper,
};
use crate::ReadError;

/// How often the keeper measures how much the server stores.
const MEASURE: Duration = Duration::from_secs(60);

impl Keeper {
    /// Opens the gate if the log is whole; returns whether that is known.
    pub(super) async fn look(&mut self, session: &Session, view: &View) -> bool {
        self.news = false;
        self.look_at_disk().await;
        // Before anything is written: a commit is given a time that the server agrees with.
        if let Err(error) = self.clocks.measure(view).await {
            self.gate.contact.failed(with_causes(&error));
            tracing::warn!(error = with_causes(&error), "the server's time is not available yet");
            return false;
        }
        if self.options.clock.is_some() {
            self.gate.contact.heard();
        }
        if let Err(cause) = self.remember_archive().await
            && !self.is_archived(session)
        {
            tracing::warn!(%cause, "the last archived commit cannot be determined yet");
            return false;
        }
        let told: Vec<Mark> = self.told.values().cloned().collect();
        let regressed = self.gate.is_regressed();
        match compare(view, &self.gate, &told, self.options.public_key.as_ref()).await {
            Ok(()) => {
                self.gate.contact.heard();
                self.told.clear();
                if let Err(error) = certain::last(view, &self.gate).await {
                    tracing::debug!(error = with_causes(&error), "the last commit is not confirmed as stored yet");
                }
                if let Ok(info) = view.stream.get_info().await {
                    self.gate.trouble.measure(&info);
                }
                self.open(session).await
            }
            Err(ReadError::Gap { .. }) => {
                self.gate.contact.heard();
                // Other members may not know of the commits that were found missing here.
                regressed || self.say(session, false).await.is_ok()
            }
            Err(ReadError::Unavailable(cause)) => {
                tracing::warn!(%cause, "the log cannot be compared yet");
                false
            }
        }
    }

    /// Asks the server's monitoring endpoint, if configured, whether the disk has room; no other response contains
    /// this.
    async fn look_at_disk(&mut self) {
        let Some(endpoint) = &self.options.monitoring else { return };
        let trouble = &self.gate.trouble;
        let measure = self.measure <= Instant::now();
        // A service that writes nothing learns it as well.
        if measure || trouble.is_silent() {
            match durability::has_space(endpoint).await {
                Ok(space) => trouble.lacks_space(!space),
                Err(error) => tracing::debug!(error = with_causes(&error), "the server's health is not available"),
            }
        }
        if measure {
            self.measure = Instant::now() + MEASURE;
            match durability::stored(endpoint).await {
                Ok(Some(stored)) => {
                    trouble.measure_server(stored);
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::debug!(error = with_causes(&error), "the server's storage use is not available")
                }
            }
        }
    }

    /// Opens the gate on a log that was compared, or makes the gate wait for an archive; returns whether all other
    /// members were informed.
    async fn open(&mut self, session: &Session) -> bool {
        let news = self.whole.as_ref() != Some(&session.server) || (self.heard_archive && !self.is_archived(session));
        self.whole = Some(session.server.clone());
        if self.heard_archive {
            self.archived = Some(session.server.clone());
        }
        if self.options.require_archive && !self.is_archived(session) {
            self.gate.wait_for_archive();
        } else {
            self.gate.open(&session.view.client);
        }
        // Members that still wait for others no longer need to.
        !news || self.say(session, false).await.is_ok()
    }

    /// Whether the log of this server was found to contain everything an archive has. A replicated cluster elects a
    /// server whose log is complete, so a result from one of them holds for all.
    fn is_archived(&self, session: &Session) -> bool {
        self.archived.as_ref().is_some_and(|server| self.options.replicas > 1 || *server == session.server)
    }
}
