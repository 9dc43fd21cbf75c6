//! Who calls: `haetae login`, `logout` and `whoami`.

mod login;
mod logout;
mod whoami;

pub(super) use self::whoami::Whoami;
use crate::{failure::Done, settings::Settings};

/// What makes and ends the sign-in that other commands use: needs no token.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Sign {
    Login(login::Login),
    Logout(logout::Logout),
}

impl Sign {
    /// Does it.
    ///
    /// # Errors
    /// What ended it.
    pub(crate) async fn run(self, settings: Settings) -> Done {
        match self {
            Self::Login(command) => command.run(settings).await,
            Self::Logout(command) => command.run(&settings).await,
        }
    }
}
