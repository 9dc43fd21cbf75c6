//! `haetae review mine`, `claim`, `assign` and `release`.

use haetae_proto::{
    common::v1::Person,
    intake::v1::{
        AssignReviewRequest, ClaimReviewRequest, ListMyWorkRequest, ListMyWorkResponse, ReleaseReviewRequest, WorkScope,
    },
};

use super::show;
use crate::{
    commands::{
        find,
        pages::{Page, Pages},
        write::Change,
    },
    failure::Done,
    session::Session,
    views,
};

/// Largest page of work.
const PAGE: u32 = 200;

/// List what waits for you, then what waits for anybody of your role; each by due date
#[derive(Debug, clap::Args)]
pub(crate) struct Mine {
    /// Only what waits for anybody of your role
    #[arg(long, conflicts_with = "own")]
    pool: bool,
    /// Only what waits for you by name
    #[arg(long)]
    own: bool,
    #[command(flatten)]
    pages: Pages,
}

impl Mine {
    pub(super) async fn run(self, session: &Session) -> Done {
        let mut intake = session.intake().await?;
        let scope = match (self.own, self.pool) {
            (true, _) => WorkScope::Mine,
            (false, true) => WorkScope::Pool,
            (false, false) => WorkScope::Unspecified,
        };
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let request = ListMyWorkRequest { page_size, page_token, scope: scope.into() };
            let answer = intake.list_my_work(request).await?.into_inner();
            Ok(Page { entries: answer.items, next: answer.next_page_token })
        });
        let page = page.await?;
        let answer = ListMyWorkResponse { items: page.entries, next_page_token: page.next };
        let numbers = find::numbers(session, answer.items.iter().map(|item| item.review_id.as_str())).await;
        let further = vec![("numbers", serde_json::json!(numbers))];
        session.show_with(&answer, further, |look| {
            views::work(&answer.items, &numbers, look) + views::more(!answer.next_page_token.is_empty(), look)
        })
    }
}

/// Take a review on; of many who try one gets it
#[derive(Debug, clap::Args)]
pub(crate) struct Claim {
    /// The review: its number, e.g. R-2026-0142, its id, or how that begins
    review: String,
    #[command(flatten)]
    change: Change,
}

impl Claim {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = ClaimReviewRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            validate_only: decided.validate_only,
        };
        let answer = session.intake().await?.claim_review(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), (&answer.etag, &answer.consistency_token)).await
    }
}

/// Give a review to somebody, whoever had it before
#[derive(Debug, clap::Args)]
pub(crate) struct Assign {
    /// The review: its number, e.g. R-2026-0142, its id, or how that begins
    review: String,
    /// Who: the subject of their token
    #[arg(long)]
    to: String,
    /// Their name
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// Why
    #[arg(long, default_value = "", hide_default_value = true)]
    reason: String,
    #[command(flatten)]
    change: Change,
}

impl Assign {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = AssignReviewRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            assignee: Some(Person { subject: self.to, name: self.name }),
            validate_only: decided.validate_only,
            reason: self.reason,
        };
        let answer = session.intake().await?.assign_review(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), (&answer.etag, &answer.consistency_token)).await
    }
}

/// Give a review back
#[derive(Debug, clap::Args)]
pub(crate) struct Release {
    /// The review: its number, e.g. R-2026-0142, its id, or how that begins
    review: String,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    change: Change,
}

impl Release {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = ReleaseReviewRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            reason: self.reason,
            validate_only: decided.validate_only,
        };
        let answer = session.intake().await?.release_review(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), (&answer.etag, &answer.consistency_token)).await
    }
}
