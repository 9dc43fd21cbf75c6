//! `haetae dashboard`.

mod areas;
mod findings;
mod trends;
mod workload;

use super::{Done, review::Summary};
use crate::session::Session;

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

/// Options of a command that counts verdicts.
#[derive(Debug, clap::Args)]
struct Days {
    /// First day in Korea on which verdicts were recorded, e.g. 2026-01-01
    #[arg(long, value_name = "DAY", default_value = "")]
    first_day: String,
    /// Last day in Korea on which they were
    #[arg(long, value_name = "DAY", default_value = "")]
    last_day: String,
}
