//! `haetae dashboard workload`.

use haetae_proto::dashboard::v1::GetWorkloadRequest;

use super::days::Days;
use crate::{commands::fresh::Fresh, failure::Done, session::Session, views};

/// Show the open work and the results of each reviewer
#[derive(Debug, clap::Args)]
pub(crate) struct Workload {
    #[command(flatten)]
    days: Days,
    #[command(flatten)]
    fresh: Fresh,
}

impl Workload {
    pub(super) async fn run(self, session: &Session) -> Done {
        let (Days { from: first_day, to: last_day }, Fresh { consistency_token, as_of }) = (self.days, self.fresh);
        let request = GetWorkloadRequest { consistency_token, as_of, first_day, last_day };
        let answer = session.dashboard().await?.get_workload(request).await?.into_inner();
        session.show(&answer, |look| views::workload(&answer, look))
    }
}
