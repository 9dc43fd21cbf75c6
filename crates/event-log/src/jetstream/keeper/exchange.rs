//! What a member reports to the others, and what it learns from them and from its archive.

use super::{
    super::{
        report::{Mark, Report},
        session::Session,
        wire,
    },
    Keeper,
};
use crate::{Cause, ReadError};

impl Keeper {
    /// Has the log compared with the archive of this process, if it keeps one.
    pub(super) async fn remember_archive(&mut self) -> Result<(), Cause> {
        if let Some(archive) = &self.options.archive {
            self.note_archive("own archive", Mark::archived(archive.last().await?));
        }
        Ok(())
    }

    fn note_archive(&mut self, whose: &str, last: Mark) {
        self.heard_archive = true;
        if last.sequence > 0 {
            self.told.insert(whose.to_owned(), last);
        }
    }

    /// Publishes what this process knows of the log; `asks` the other members to answer with the same.
    pub(super) async fn say(&self, session: &Session, asks: bool) -> Result<(), ReadError> {
        let known = self.gate.known();
        let whole = self.whole.clone().filter(|server| *server == session.server);
        let archive = match &self.options.archive {
            Some(archive) => archive.last().await.ok().map(Mark::archived),
            None => None,
        };
        let archived = self.archived.clone();
        let (from, latest) = (self.id.clone(), Mark::latest(&self.gate));
        let report = Report { from, known, latest, whole, archive, archived, asks };
        report.say(&session.view.client).await
    }

    /// Takes note of what another member says, and answers it.
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
