//! `haetae review overview`.

use haetae_proto::dashboard::v1::GetReviewOverviewRequest;

use crate::{
    commands::{find, fresh::Fresh},
    failure::Done,
    session::Session,
    views,
};

/// Show everything about a review at a moment: risk, checklist, findings, decision, people, latest events
#[derive(Debug, clap::Args)]
pub(crate) struct Overview {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    #[command(flatten)]
    fresh: Fresh,
}

impl Overview {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let request = GetReviewOverviewRequest {
            review_id: self.review,
            consistency_token: self.fresh.consistency_token,
            as_of: self.fresh.as_of,
        };
        let answer = session.dashboard().await?.get_review_overview(request).await?.into_inner();
        session.show(&answer, |look| views::overview(&answer, look))
    }
}
