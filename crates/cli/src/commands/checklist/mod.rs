//! `haetae checklist`.

mod check;
mod edit;
mod judge;
mod keys;
mod preview;
mod record;
mod retract;
mod round;
mod section;
pub(super) mod show;
mod state;
mod table;
mod upgrade;

use crate::{failure::Done, session::Session};

/// What is checked in a review, and the results.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Checklist {
    Show(show::Show),
    Judge(judge::Judge),
    Edit(edit::Edit),
    Export(table::Export),
    Import(table::Import),
    NotApplicable(section::NotApplicable),
    Retract(retract::Retract),
    Conclude(round::Conclude),
    Reopen(round::Reopen),
    Upgrade(upgrade::Upgrade),
    Coverage(show::Coverage),
    Preview(preview::Preview),
}

impl Checklist {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::Show(command) => command.run(session).await,
            Self::Judge(command) => command.run(session).await,
            Self::Edit(command) => command.run(session).await,
            Self::Export(command) => command.run(session).await,
            Self::Import(command) => command.run(session).await,
            Self::NotApplicable(command) => command.run(session).await,
            Self::Retract(command) => command.run(session).await,
            Self::Conclude(command) => command.run(session).await,
            Self::Reopen(command) => command.run(session).await,
            Self::Upgrade(command) => command.run(session).await,
            Self::Coverage(command) => command.run(session).await,
            Self::Preview(command) => command.run(session).await,
        }
    }
}
