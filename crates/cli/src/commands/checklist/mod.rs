//! `haetae checklist`.

mod judge;
mod preview;
mod show;

use super::Done;
use crate::session::Session;

/// What is checked in a review, and the verdicts.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Checklist {
    Show(show::Show),
    Judge(judge::Judge),
    Coverage(show::Coverage),
    Preview(preview::Preview),
}

impl Checklist {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::Show(command) => command.run(session).await,
            Self::Judge(command) => command.run(session).await,
            Self::Coverage(command) => command.run(session).await,
            Self::Preview(command) => command.run(session).await,
        }
    }
}
