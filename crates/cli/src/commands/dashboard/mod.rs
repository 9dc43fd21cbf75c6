//! `haetae dashboard`.

mod trends;

use super::Done;
use crate::session::Session;

/// Figures over all reviews.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Dashboard {
    Trends(trends::Trends),
}

impl Dashboard {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::Trends(command) => command.run(session).await,
        }
    }
}
