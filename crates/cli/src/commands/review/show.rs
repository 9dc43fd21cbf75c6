//! `haetae review show` and `timeline`.

use haetae_proto::{
    dashboard::v1::{GetTimelineRequest, GetTimelineResponse},
    intake::v1::{GetReviewRequest, GetReviewResponse, Review},
};
use prost::{Message, Name};

use super::Done;
use crate::{
    commands::{
        fresh::Fresh,
        pages::{Page, Pages},
        write::{Change, Decided},
    },
    failure::Failure,
    session::Session,
    views,
};

/// Largest page the dashboard gives.
const PAGE: u32 = 500;

/// Show a review, with the etag for the next change
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// Id of the review
    review: String,
}

impl Show {
    pub(super) async fn run(self, session: &Session) -> Done {
        let answer = get(session, &self.review).await?;
        let review = answer.review.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::review(review, &answer.etag, look))
    }
}

/// The review as intake has it now.
pub(in crate::commands) async fn get(session: &Session, review_id: &str) -> Result<GetReviewResponse, Failure> {
    let request = GetReviewRequest { review_id: review_id.to_owned() };
    Ok(session.intake().await?.get_review(request).await?.into_inner())
}

/// What goes into a request that changes the review.
pub(super) async fn decided(session: &Session, review_id: &str, change: &Change) -> Result<Decided, Failure> {
    change.decided(session, async { Ok(get(session, review_id).await?.etag) }).await
}

/// Shows the review as a change left it.
pub(super) fn changed<M: Message + Name>(session: &Session, answer: &M, review: Option<&Review>, etag: &str) -> Done {
    let review = review.ok_or_else(Failure::incomplete)?;
    session.show(answer, |look| views::review(review, etag, look))
}

/// The title of a review, for headings.
pub(in crate::commands) async fn title(session: &Session, review_id: &str) -> Result<String, Failure> {
    Ok(get(session, review_id).await?.review.ok_or_else(Failure::incomplete)?.title)
}

/// Show what happened to a review, oldest first
#[derive(Debug, clap::Args)]
pub(crate) struct Timeline {
    /// Id of the review
    review: String,
    #[command(flatten)]
    pages: Pages,
    #[command(flatten)]
    fresh: Fresh,
}

impl Timeline {
    pub(super) async fn run(self, session: &Session) -> Done {
        // What intake has now is the least the timeline must show.
        let read = get(session, &self.review).await?;
        let title = read.review.ok_or_else(Failure::incomplete)?.title;
        let as_of = self.fresh.as_of;
        let token = Some(self.fresh.consistency_token).filter(|token| !token.is_empty());
        let consistency_token = token.unwrap_or(read.consistency_token);
        let (mut dashboard, mut seen) = (session.dashboard().await?, String::new());
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let request = GetTimelineRequest {
                review_id: self.review.clone(),
                page_size,
                page_token,
                consistency_token: consistency_token.clone(),
                as_of,
            };
            let answer = dashboard.get_timeline(request).await?.into_inner();
            seen = answer.consistency_token;
            Ok(Page { entries: answer.entries, next: answer.next_page_token })
        });
        let page = page.await?;
        let answer = GetTimelineResponse { entries: page.entries, next_page_token: page.next, consistency_token: seen };
        session.show(&answer, |look| {
            views::timeline(&answer.entries, &title, look) + views::more(!answer.next_page_token.is_empty(), look)
        })
    }
}
