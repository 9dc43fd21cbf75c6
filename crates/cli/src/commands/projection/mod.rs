//! `haetae projection`.

mod follow;
mod list;
mod order;

use crate::{failure::Done, session::Session};

/// Read models: where they stand, rebuilding them, and what is parked.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Projection {
    List(list::List),
    Parked(list::Parked),
    Rebuild(order::Rebuild),
    Retry(order::Retry),
    Switch(order::Switch),
    Drop(order::DropOne),
}

impl Projection {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::List(command) => command.run(session).await,
            Self::Parked(command) => command.run(session).await,
            Self::Rebuild(command) => command.run(session).await,
            Self::Retry(command) => command.run(session).await,
            Self::Switch(command) => command.run(session).await,
            Self::Drop(command) => command.run(session).await,
        }
    }
}
