//! `haetae evidence`.

mod add;
mod get;
mod list;

use super::{checklist, write};
use crate::{failure::Done, session::Session};

/// Evidence files.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Evidence {
    Add(add::Add),
    List(list::List),
    Get(get::Get),
}

impl Evidence {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::Add(command) => command.run(session).await,
            Self::List(command) => command.run(session).await,
            Self::Get(command) => command.run(session).await,
        }
    }
}
