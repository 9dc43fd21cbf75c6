//! `haetae finding list` and `show`.

use haetae_proto::{
    checkpoint::v1::{ListFindingsRequest, ListFindingsResponse},
    common::v1::FindingStatus,
};

use super::which::WhichFinding;
use crate::{
    commands::{
        find,
        pages::{Page, Pages},
        review,
    },
    failure::{Done, Failure},
    session::Session,
    views, words,
};

/// Largest page of findings.
const PAGE: u32 = 200;

/// List the findings of a review, with the etag of its diagnosis
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Only findings with these statuses, e.g. open,fix_claimed
    #[arg(long, value_delimiter = ',', value_parser = words::Words::<FindingStatus>::new())]
    status: Vec<FindingStatus>,
    #[command(flatten)]
    pages: Pages,
}

impl List {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let statuses: Vec<i32> = self.status.iter().map(|one| (*one).into()).collect();
        let (mut checkpoint, mut etag, mut token) = (session.checkpoint().await?, String::new(), String::new());
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let (review_id, statuses) = (self.review.clone(), statuses.clone());
            let request = ListFindingsRequest { review_id, statuses, page_size, page_token };
            let answer = checkpoint.list_findings(request).await?.into_inner();
            (etag, token) = (answer.etag, answer.consistency_token);
            Ok(Page { entries: answer.findings, next: answer.next_page_token })
        });
        let page = page.await?;
        let (findings, next_page_token) = (page.entries, page.next);
        let answer = ListFindingsResponse { findings, next_page_token, etag, consistency_token: token };
        let number = find::numbers(session, std::iter::once(self.review.as_str())).await.remove(&self.review);
        let withdrawn = review::is_withdrawn(session, &self.review).await;
        let further = number.iter().map(|number| ("number", number.as_str().into())).collect();
        session.show_with(&answer, further, |look| {
            let more = views::more(!answer.next_page_token.is_empty(), look);
            let of = views::Of { number: number.as_deref(), withdrawn };
            views::findings(&answer.findings, of, look) + more + &views::version(&answer.etag, look)
        })
    }
}

/// Show a finding and everything that happened to it
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    #[command(flatten)]
    which: WhichFinding,
}

impl Show {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.which = self.which.found(session).await?;
        let answer = self.which.get(session).await?;
        let finding = answer.finding.as_ref().ok_or_else(Failure::incomplete)?;
        let of = views::Of { number: None, withdrawn: review::is_withdrawn(session, &self.which.review).await };
        session.show(&answer, |look| {
            views::finding(finding, &answer.history, of, look) + &views::version(&answer.etag, look)
        })
    }
}
