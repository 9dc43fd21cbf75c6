//! `haetae policy`.

mod change;
mod list;
mod simulate;

use crate::{failure::Done, session::Session};

/// The scoring policy and its versions.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Policy {
    List(list::List),
    Show(list::Show),
    Publish(change::Publish),
    Activate(change::Activate),
    Simulate(simulate::Simulate),
}

impl Policy {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::List(command) => command.run(session).await,
            Self::Show(command) => command.run(session).await,
            Self::Publish(command) => command.run(session).await,
            Self::Activate(command) => command.run(session).await,
            Self::Simulate(command) => command.run(session).await,
        }
    }
}
