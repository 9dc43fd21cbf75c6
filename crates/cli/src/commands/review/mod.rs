//! `haetae review`.

mod list;
mod show;
mod submit;

pub(super) use self::show::title;
use super::Done;
use crate::session::Session;

/// Requests for security reviews and their life.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Review {
    Submit(submit::Submit),
    List(list::List),
    Summary(list::Summary),
    Show(show::Show),
    Timeline(show::Timeline),
}

impl Review {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::Submit(command) => command.run(session).await,
            Self::List(command) => command.run(session).await,
            Self::Summary(command) => command.run(session).await,
            Self::Show(command) => command.run(session).await,
            Self::Timeline(command) => command.run(session).await,
        }
    }
}
