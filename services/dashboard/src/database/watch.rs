//! Watches the database through a separate session: whether it answers, and whether its address or password changed.

use std::{collections::BTreeSet, time::Duration};

use haetae_domain::causes::with_causes;
use haetae_service_kit::{
    config::{DatabaseConfig, ExposeSecret as _},
    server::Readiness,
};
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    connect_options, hogs,
    turnover::{Turnover, close_idle},
};

/// Interval of checking the database and of reading the file with its URL.
const EVERY: Duration = Duration::from_secs(1);
/// Silence after which the database counts as unavailable. Generous: a busy machine is no outage.
const SILENCE: Duration = Duration::from_secs(10);
/// The name of this part in the service's readiness.
const PART: &str = "database";

/// Whether the database answers, as far as is known.
#[derive(Clone, Debug)]
pub(crate) struct Answering(watch::Receiver<bool>);

/// Watches until the service stops.
pub(crate) struct Watcher {
    config: DatabaseConfig,
    pool: PgPool,
    turnover: Turnover,
    /// The last content of the file with the URL.
    url: Option<String>,
    readiness: Readiness,
    answers: watch::Sender<bool>,
    session: Option<PgConnection>,
    /// Sessions already reported for taking too many locks.
    hogs: BTreeSet<i32>,
}

impl Answering {
    /// The state of a database that is not watched.
    #[cfg(test)]
    pub(crate) fn unwatched() -> Self {
        Self(watch::Sender::new(true).subscribe())
    }

    /// Whether the database is known not to answer.
    pub(crate) fn is_away(&self) -> bool {
        !*self.0.borrow()
    }

    /// Waits until it is known not to answer.
    pub(crate) async fn away(&self) {
        if self.0.clone().wait_for(|answers| !answers).await.is_err() {
            // The watch has ended, so the state no longer changes.
            std::future::pending::<()>().await;
        }
    }
}

impl Watcher {
    /// A watch over the database of `pool`, which has just answered. The other half is for readers of its state.
    pub(crate) fn new(
        config: DatabaseConfig,
        (pool, turnover): (PgPool, Turnover),
        readiness: Readiness,
    ) -> (Self, Answering) {
        let (answers, answering) = watch::channel(true);
        readiness.set(PART, true);
        let url = url(&config).ok();
        let (session, hogs) = (None, BTreeSet::new());
        (Self { config, pool, turnover, url, readiness, answers, session, hogs }, Answering(answering))
    }

    /// Watches until `shutdown`. New connections use the current content of the file with the URL.
    pub(crate) async fn run(mut self, shutdown: CancellationToken) {
        while shutdown.run_until_cancelled(self.look()).await.is_some() {
            if shutdown.run_until_cancelled(sleep(EVERY)).await.is_none() {
                return;
            }
        }
    }

    async fn look(&mut self) {
        let asked = match timeout(SILENCE, self.ask()).await {
            Ok(asked) => asked,
            Err(_) => Err(anyhow::anyhow!("no answer in {} seconds", SILENCE.as_secs())),
        };
        if let Err(error) = &asked {
            self.session = None;
            tracing::warn!(error = with_causes(&**error), "the database does not answer");
        }
        self.readiness.set(PART, asked.is_ok());
        self.answers.send_if_modified(|answers| std::mem::replace(answers, asked.is_ok()) != asked.is_ok());
    }

    /// Drops connections opened with the previous content of the file.
    async fn turn_over(&mut self, url: String) {
        if self.url.as_ref() != Some(&url) {
            tracing::info!("the URL of the database changed; the service reconnects");
            self.url = Some(url);
            self.session = None;
            self.turnover.change();
        }
        if self.turnover.is_recent() {
            close_idle(&self.pool).await;
        }
    }

    async fn ask(&mut self) -> anyhow::Result<()> {
        let options = connect_options(&self.config)?;
        self.pool.set_connect_options(options.clone());
        self.turn_over(url(&self.config)?).await;
        match &mut self.session {
            Some(session) => {
                session.ping().await?;
                // Through the session that is there: a new one cannot begin when the locks have run out.
                if let Err(error) = hogs::look(session, &mut self.hogs).await {
                    tracing::warn!(error = with_causes(&error), "cannot check which sessions hold many locks");
                }
            }
            None => {
                let session = self.session.insert(PgConnection::connect_with(&options).await?);
                hogs::prepare(session).await?;
            }
        }
        Ok(())
    }
}

fn url(config: &DatabaseConfig) -> anyhow::Result<String> {
    Ok(config.url()?.expose_secret().to_owned())
}
