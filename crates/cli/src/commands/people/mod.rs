//! `haetae people`.

mod hand_over;
mod work;

use crate::{failure::Done, session::Session};

/// Who works on what.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum People {
    HandOver(hand_over::HandOver),
}

impl People {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::HandOver(command) => command.run(session).await,
        }
    }
}
