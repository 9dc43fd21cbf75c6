//! `haetae review comment` and `comments`.

use haetae_proto::{
    common::v1::CommentVisibility,
    intake::v1::{AddCommentRequest, ListCommentsRequest, ListCommentsResponse},
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

/// Largest page of comments.
const PAGE: u32 = 200;

/// Comment on a review
#[derive(Debug, clap::Args)]
pub(crate) struct Comment {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Text of the comment
    #[arg(long)]
    text: String,
    /// Only for reviewers, never shown to the requester's team
    #[arg(long)]
    internal: bool,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Comment {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let visibility = if self.internal { CommentVisibility::Internal } else { CommentVisibility::Shared };
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = AddCommentRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            text: self.text,
            visibility: visibility.into(),
            validate_only: decided.validate_only,
        };
        let answer = session.intake().await?.add_comment(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), (&answer.etag, &answer.consistency_token)).await
    }
}

/// List the comments you may read, oldest first
#[derive(Debug, clap::Args)]
pub(crate) struct Comments {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    #[command(flatten)]
    pages: Pages,
}

impl Comments {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let mut intake = session.intake().await?;
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let request = ListCommentsRequest { review_id: self.review.clone(), page_size, page_token };
            let answer = intake.list_comments(request).await?.into_inner();
            Ok(Page { entries: answer.comments, next: answer.next_page_token })
        });
        let page = page.await?;
        let answer = ListCommentsResponse { comments: page.entries, next_page_token: page.next };
        session.show(&answer, |look| {
            views::comments(&answer.comments, look) + views::more(!answer.next_page_token.is_empty(), look)
        })
    }
}
