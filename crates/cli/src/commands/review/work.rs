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
        write::ChangeOptions,
    },
    failure::Done,
    session::Session,
    views,
};

/// Largest page of work.
const PAGE: u32 = 200;

/// List the work that waits for you, then the work that waits for your role; each by due date
#[derive(Debug, clap::Args)]
pub(crate) struct Mine {
    /// Only the work that waits for your role
    #[arg(long, conflicts_with = "own")]
    pool: bool,
    /// Only the work that is assigned to you
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

/// Claim a review; if several people try, only one succeeds
#[derive(Debug, clap::Args)]
pub(crate) struct Claim {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    #[command(flatten)]
    change: ChangeOptions,
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

/// Assign a review to a reviewer, replacing the current one
#[derive(Debug, clap::Args)]
pub(crate) struct Assign {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
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
    change: ChangeOptions,
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

/// Release a review, so that another reviewer can claim it
#[derive(Debug, clap::Args)]
pub(crate) struct Release {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    change: ChangeOptions,
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
