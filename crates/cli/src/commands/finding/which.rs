//! The finding that a command is about.

use haetae_proto::checkpoint::v1::{Finding, GetFindingRequest, GetFindingResponse};
use prost::{Message, Name};

use crate::{
    commands::{
        find,
        write::{ChangeOptions, Decided},
    },
    failure::{Done, Failure},
    session::Session,
    views,
};

/// Which finding.
#[derive(Debug, clap::Args)]
pub(super) struct WhichFinding {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    pub(super) review: String,
    /// Id of the finding, e.g. F-1 or 1
    #[arg(value_parser = find::finding)]
    pub(super) finding: String,
}

impl WhichFinding {
    /// Resolves the id of its review.
    pub(super) async fn found(self, session: &Session) -> Result<Self, Failure> {
        Ok(Self { review: find::review(session, &self.review).await?, ..self })
    }

    /// The finding as checkpoint has it now.
    pub(super) async fn get(&self, session: &Session) -> Result<GetFindingResponse, Failure> {
        let request = GetFindingRequest { review_id: self.review.clone(), finding_id: self.finding.clone() };
        Ok(session.checkpoint().await?.get_finding(request).await?.into_inner())
    }

    /// Returns the common parts of a request that changes it.
    pub(super) async fn decided(&self, session: &Session, change: &ChangeOptions) -> Result<Decided, Failure> {
        change.decided(session, async { Ok(self.get(session).await?.etag) }).await
    }
}

/// Shows the finding as a change left it.
pub(super) fn show<M: Message + Name>(session: &Session, answer: &M, finding: Option<&Finding>, etag: &str) -> Done {
    let finding = finding.ok_or_else(Failure::incomplete)?;
    session.show(answer, |look| views::finding(finding, &[], views::Of::default(), look) + &views::version(etag, look))
}
