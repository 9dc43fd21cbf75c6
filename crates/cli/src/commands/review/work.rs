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
    failure::{Done, Failure},
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
        let further = match session.is_structured() {
            true => (0, 0),
            false => further(session, scope, page.next.clone()).await?,
        };
        let answer = ListMyWorkResponse { items: page.entries, next_page_token: page.next };
        let numbers = find::numbers(session, answer.items.iter().map(|item| item.review_id.as_str())).await;
        let beside = vec![("numbers", serde_json::json!(numbers))];
        session.show_with(&answer, beside, |look| {
            views::work(&answer.items, further, &numbers, look) + views::more(!answer.next_page_token.is_empty(), look)
        })
    }
}

/// The amount of work beyond a page: the caller's own, and that of the pool.
async fn further(session: &Session, scope: WorkScope, mut page_token: String) -> Result<(usize, usize), Failure> {
    let (mut intake, mut mine, mut pool) = (session.intake().await?, 0, 0);
    let page_size = i32::try_from(PAGE).unwrap_or(i32::MAX);
    while !page_token.is_empty() {
        let request = ListMyWorkRequest { page_size, page_token, scope: scope.into() };
        let answer = intake.list_my_work(request).await?.into_inner();
        let own = answer.items.iter().filter(|item| item.mine).count();
        (mine, pool) = (mine + own, pool + answer.items.len() - own);
        page_token = answer.next_page_token;
    }
    Ok((mine, pool))
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
    /// The person: the subject of their token
    #[arg(long)]
    to: String,
    /// Their name
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// Reason
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
    /// Reason
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
