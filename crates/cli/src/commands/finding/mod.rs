//! `haetae finding`.

mod accept;
mod fix;
mod list;
pub(super) mod retract;

use haetae_proto::checkpoint::v1::{Finding as Shown, GetFindingRequest, GetFindingResponse};
use prost::{Message, Name};

use super::{
    Done, find,
    write::{Change, Decided},
};
use crate::{failure::Failure, session::Session, views};

/// What failed and has to be fixed.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Finding {
    List(list::List),
    Show(list::Show),
    Assign(fix::Assign),
    ClaimFix(fix::ClaimFix),
    Verify(fix::Verify),
    Reject(fix::Reject),
    Retract(retract::Retract),
    #[command(subcommand)]
    Accept(accept::Accept),
}

impl Finding {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::List(command) => command.run(session).await,
            Self::Show(command) => command.run(session).await,
            Self::Assign(command) => command.run(session).await,
            Self::ClaimFix(command) => command.run(session).await,
            Self::Verify(command) => command.run(session).await,
            Self::Reject(command) => command.run(session).await,
            Self::Retract(command) => command.run(session).await,
            Self::Accept(command) => command.run(session).await,
        }
    }
}

/// Which finding.
#[derive(Debug, clap::Args)]
struct Which {
    /// The review: its number, e.g. R-2026-0142, its id, or how that begins
    review: String,
    /// Id of the finding, e.g. F-1 or 1
    #[arg(value_parser = find::finding)]
    finding: String,
}

impl Which {
    /// The same with the whole id of its review.
    async fn found(self, session: &Session) -> Result<Self, Failure> {
        Ok(Self { review: find::review(session, &self.review).await?, ..self })
    }

    /// The finding as checkpoint has it now.
    async fn get(&self, session: &Session) -> Result<GetFindingResponse, Failure> {
        let request = GetFindingRequest { review_id: self.review.clone(), finding_id: self.finding.clone() };
        Ok(session.checkpoint().await?.get_finding(request).await?.into_inner())
    }

    /// What goes into a request that changes it.
    async fn decided(&self, session: &Session, change: &Change) -> Result<Decided, Failure> {
        change.decided(session, async { Ok(self.get(session).await?.etag) }).await
    }
}

/// Shows the finding as a change left it.
fn show<M: Message + Name>(session: &Session, answer: &M, finding: Option<&Shown>, etag: &str) -> Done {
    let finding = finding.ok_or_else(Failure::incomplete)?;
    session.show(answer, |look| views::finding(finding, &[], look) + &views::version(etag, look))
}
