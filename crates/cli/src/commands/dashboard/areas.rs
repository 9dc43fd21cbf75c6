//! `haetae dashboard weak-areas`.

use haetae_proto::dashboard::v1::GetWeakAreasRequest;

use super::days::Days;
use crate::{commands::fresh::Fresh, failure::Done, session::Session, views};

/// Show where checkpoints fail most: by flow layer, control and service type
#[derive(Debug, clap::Args)]
pub(crate) struct WeakAreas {
    #[command(flatten)]
    days: Days,
    #[command(flatten)]
    fresh: Fresh,
}

impl WeakAreas {
    pub(super) async fn run(self, session: &Session) -> Done {
        let (Days { from: first_day, to: last_day }, Fresh { consistency_token, as_of }) = (self.days, self.fresh);
        let request = GetWeakAreasRequest { consistency_token, as_of, first_day, last_day };
        let answer = session.dashboard().await?.get_weak_areas(request).await?.into_inner();
        session.show(&answer, |look| views::weak_areas(&answer, look))
    }
}
