//! `haetae finding`.

mod accept;
mod fix;
mod list;
pub(super) mod retract;
mod which;

use crate::{failure::Done, session::Session};

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
