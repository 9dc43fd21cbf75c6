//! `haetae catalog`.

mod browse;
mod change;
mod list;
mod preview;

use crate::{failure::Done, session::Session};

/// What can be checked: catalogues, controls, threats, and what to look at first.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Catalog {
    List(list::List),
    Show(list::Show),
    Controls(browse::Controls),
    Control(browse::Control),
    Threats(browse::Threats),
    Solutions(browse::Solutions),
    Focus(browse::Focus),
    PreviewUpgrade(change::PreviewUpgrade),
    PreviewActivation(preview::PreviewActivation),
    Publish(change::Publish),
    Activate(change::Activate),
}

impl Catalog {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::List(command) => command.run(session).await,
            Self::Show(command) => command.run(session).await,
            Self::Controls(command) => command.run(session).await,
            Self::Control(command) => command.run(session).await,
            Self::Threats(command) => command.run(session).await,
            Self::Solutions(command) => command.run(session).await,
            Self::Focus(command) => command.run(session).await,
            Self::PreviewUpgrade(command) => command.run(session).await,
            Self::PreviewActivation(command) => command.run(session).await,
            Self::Publish(command) => command.run(session).await,
            Self::Activate(command) => command.run(session).await,
        }
    }
}
