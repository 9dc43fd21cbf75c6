//! Exchanges knowledge of the log: what a member reports to the others, and what it learns from them and from its
//! archive.

use std::{sync::Arc, time::Duration};

use tokio::time::timeout;

use super::{
    super::{
        report::{Mark, Report},
        session::Session,
        wire,
    },
    Keeper,
};
use crate::{Cause, ReadError};

/// Time limit for reading the end of the archive.
const PATIENCE: Duration = Duration::from_secs(3);

impl Keeper {
    /// Has the log compared with the archive of this process, if it keeps one.
    pub(super) async fn remember_archive(&mut self) -> Result<(), Cause> {
        if let Some(last) = self.own_archive().await? {
            self.note_archive("own archive", last);
        }
        Ok(())
    }

    /// The end of the archive that this process keeps, if any. The keeper waits for an unresponsive database no
    /// longer than the log may go unchecked.
    async fn own_archive(&self) -> Result<Option<Mark>, Cause> {
        let Some(archive) = &self.options.archive else { return Ok(None) };
        let last = timeout(PATIENCE, archive.last()).await.map_err(|elapsed| Arc::new(elapsed) as Cause)?;
        Ok(Some(Mark::archived(last?)))
    }

    fn note_archive(&mut self, whose: &str, last: Mark) {
        self.heard_archive = true;
        if last.sequence > 0 {
            self.told.insert(whose.to_owned(), last);
        }
    }

    /// Publishes what this process knows of the log; with `asks`, the other members answer with their own knowledge.
    pub(super) async fn say(&self, session: &Session, asks: bool) -> Result<(), ReadError> {
        let known = self.gate.known();
        let whole = self.whole.clone().filter(|server| *server == session.server);
        let archive = self.own_archive().await.ok().flatten();
        let archived = self.archived.clone();
        let (from, latest) = (self.id.clone(), Mark::latest(&self.gate));
        let report = Report { from, known, latest, whole, archive, archived, asks };
        report.say(&session.view.client).await
    }

    /// Records another member's report, and answers it.
    pub(super) async fn hear(
        &mut self,
        session: &Session,
        report: Option<async_nats::Message>,
    ) -> Result<Option<Report>, ReadError> {
        let report = report.ok_or_else(|| wire::unavailable("the connection was closed"))?;
        let Some(report) = Report::parse(&report.payload).filter(|report| report.from != self.id) else {
            return Ok(None);
        };
        self.news = true;
        self.gate.saw(report.known);
        if let Some(mark) = &report.latest {
            self.told.insert(report.from.clone(), mark.clone());
        }
        if let Some(last) = &report.archive {
            self.note_archive(&format!("archive of {}", report.from), last.clone());
        }
        let archived =
            report.archived.as_ref().filter(|server| self.options.replicas > 1 || **server == session.server);
        if archived.is_some() {
            self.archived = archived.cloned();
        }
        if report.asks {
            self.say(session, false).await?;
        }
        Ok(Some(report))
    }
}
