//! The caller's account: `haetae login`, `logout` and `whoami`.

mod login;
mod logout;
mod whoami;

pub(super) use self::whoami::Whoami;
use crate::{failure::Done, settings::Settings};

/// Commands that start and end the sign-in of other commands. They need no token.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Sign {
    Login(login::Login),
    Logout(logout::Logout),
}

impl Sign {
    /// Does it.
    ///
    /// # Errors
    /// The failure of the command.
    pub(crate) async fn run(self, settings: Settings) -> Done {
        match self {
            Self::Login(command) => command.run(settings).await,
            Self::Logout(command) => command.run(&settings).await,
        }
    }
}
