//! `haetae audit`.

mod check;
mod export;
mod files;
mod heads;
mod prove;

use crate::{failure::Done, output::Output, session::Session, views::Look};

/// Proof that nothing was altered.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Audit {
    Pubkey(heads::Pubkey),
    Head(heads::Head),
    Heads(heads::Heads),
    Receipt(heads::Receipt),
    Prove(prove::Prove),
    Export(export::Export),
    Verify(check::Verify),
    Check(check::Check),
}

impl Audit {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::Pubkey(command) => command.run(session).await,
            Self::Head(command) => command.run(session).await,
            Self::Heads(command) => command.run(session).await,
            Self::Receipt(command) => command.run(session).await,
            Self::Prove(command) => command.run(session).await,
            Self::Export(command) => command.run(session).await,
            Self::Verify(command) => command.run(session.output(), session.look()),
            Self::Check(command) => command.run(session.output(), session.look()),
        }
    }

    /// Does what needs nothing but files; none for what needs a service.
    pub(super) fn offline(&self, output: Output, look: &Look) -> Option<Done> {
        if let Self::Verify(command) = self {
            return Some(command.run(output, look));
        }
        if let Self::Check(command) = self {
            return Some(command.run(output, look));
        }
        None
    }
}
