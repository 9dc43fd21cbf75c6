//! `haetae dashboard`.

mod areas;
mod days;
mod findings;
mod trends;
mod workload;

use super::review::Summary;
use crate::{failure::Done, session::Session};

/// Figures over all reviews.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Dashboard {
    Summary(Summary),
    Findings(findings::Findings),
    WeakAreas(areas::WeakAreas),
    Workload(workload::Workload),
    Trends(trends::Trends),
}

impl Dashboard {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::Trends(command) => command.run(session).await,
            Self::Summary(command) => command.run(session).await,
            Self::Findings(command) => command.run(session).await,
            Self::WeakAreas(command) => command.run(session).await,
            Self::Workload(command) => command.run(session).await,
        }
    }
}
