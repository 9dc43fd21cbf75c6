//! `haetae review show` and `timeline`.

use haetae_proto::{
    common::v1::ReviewStatus,
    dashboard::v1::{GetTimelineRequest, GetTimelineResponse, ReviewRow},
    intake::v1::Review,
};
use prost::{Message, Name};

use crate::{
    commands::{
        ask::{self, Sure},
        find,
        fresh::Fresh,
        pages::{Page, Pages},
        read,
        write::{ChangeOptions, Decided},
    },
    failure::{Done, Failure},
    output,
    screen::Paint,
    session::Session,
    views,
    words::Said,
};

/// Maximum page size of the dashboard.
const PAGE: u32 = 500;

/// Show a review, with the etag for the next change
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
}

impl Show {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let answer = read::review(session, &self.review).await?;
        let review = answer.review.as_ref().ok_or_else(Failure::incomplete)?;
        let row = find::row(session, &self.review, &answer.consistency_token).await;
        let covering = covering(session, review).await;
        let mut further = beside(row.as_ref())?;
        if session.is_structured() {
            further.extend(basis(session, &self.review).await?);
        }
        session.show_with(&answer, further, |look| views::review(review, (row.as_ref(), &covering), &answer.etag, look))
    }
}

/// The number of the review that covers a duplicate; empty where lists do not show it.
async fn covering(session: &Session, review: &Review) -> String {
    let other = review.triage.as_ref().map(|triage| triage.duplicate_of.as_str()).filter(|id| !id.is_empty());
    find::numbers(session, other.into_iter()).await.into_values().next().unwrap_or_default()
}

/// Additional output for programs: the number of the review, and its row with score, level and progress.
pub(super) fn beside(row: Option<&ReviewRow>) -> Result<Vec<(&'static str, serde_json::Value)>, Failure> {
    let Some(row) = row else { return Ok(Vec::new()) };
    Ok(vec![("number", row.number.clone().into()), ("row", output::value(row).map_err(output::broken)?)])
}

/// Reads the versions of assessment and diagnosis, if they exist. Together with the etag of the review they are the
/// basis of a decision.
async fn basis(session: &Session, review_id: &str) -> Result<Vec<(&'static str, serde_json::Value)>, Failure> {
    let mut found = Vec::new();
    for (name, etag) in [
        ("assessmentEtag", read::assessment(session, review_id).await.map(|answer| answer.etag)),
        ("diagnosisEtag", read::checklist(session, review_id).await.map(|answer| answer.etag)),
    ] {
        match etag {
            Ok(etag) => found.push((name, etag.into())),
            Err(Failure::Refused(refusal)) if refusal.not_yet() => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(found)
}

/// Returns the common parts of a request that changes the review.
pub(super) async fn decided(session: &Session, review_id: &str, change: &ChangeOptions) -> Result<Decided, Failure> {
    change.decided(session, async { Ok(read::review(session, review_id).await?.etag) }).await
}

/// Shows the review as a change left it.
pub(super) async fn changed<M: Message + Name>(
    session: &Session,
    answer: &M,
    review: Option<&Review>,
    (etag, token): (&str, &str),
) -> Done {
    let review = review.ok_or_else(Failure::incomplete)?;
    let row = find::row(session, &review.review_id, token).await;
    let covering = covering(session, review).await;
    session
        .show_with(answer, beside(row.as_ref())?, |look| views::review(review, (row.as_ref(), &covering), etag, look))
}

/// Number and title of a review, for headings.
pub(in crate::commands) async fn title(session: &Session, review_id: &str) -> Result<String, Failure> {
    let read = read::review(session, review_id).await?;
    let title = read.review.ok_or_else(Failure::incomplete)?.title;
    Ok(headed(session, review_id, &read.consistency_token, &title).await)
}

/// Whether a review was withdrawn, for people: its findings ended with it. What is shown beside it does not depend on intake.
pub(in crate::commands) async fn is_withdrawn(session: &Session, review_id: &str) -> bool {
    if session.is_structured() {
        return false;
    }
    let read = read::review(session, review_id).await.ok().and_then(|answer| answer.review);
    read.is_some_and(|review| review.status() == ReviewStatus::Withdrawn)
}

/// Whether a review has a decision that still holds.
pub(in crate::commands) async fn decided_on(session: &Session, review_id: &str) -> Result<bool, Failure> {
    let review = read::review(session, review_id).await?.review.ok_or_else(Failure::incomplete)?;
    Ok(review.decision.is_some_and(|decision| !decision.stale))
}

/// Asks for confirmation before a step that makes the decision of a review out of date. There is no prompt without a
/// valid decision, with `--yes`, or if the caller named the version. `tried` is the validation of the step, whose
/// errors come before the prompt.
pub(in crate::commands) async fn ask_about_decision(
    session: &Session,
    review_id: &str,
    (sure, change): (Sure, &ChangeOptions),
    (tried, news): (impl Future<Output = Result<(), Failure>>, Option<&Said>),
) -> Result<(), Failure> {
    if sure.is_given() || change.is_named() || !decided_on(session, review_id).await? {
        return Ok(());
    }
    tried.await?;
    if let Some(news) = news {
        session.note(news);
    }
    sure.confirm(session, false, &ask::by_etag(), |look| {
        let effect = look.pick(
            "이 검토는 최종 판정이 끝났습니다. 계속하면 그 판정은 재검토가 필요한 상태가 됩니다.",
            "This review has its decision. With this step the decision is out of date.",
        );
        look.paint(Paint::Bad, effect)
    })
}

/// The title with the number before it, where that can be had.
async fn headed(session: &Session, review_id: &str, token: &str, title: &str) -> String {
    let row = find::row(session, review_id, token).await;
    row.map_or_else(|| title.to_owned(), |row| format!("{} {title}", row.number))
}

/// Show what happened to a review, oldest first
#[derive(Debug, clap::Args)]
pub(crate) struct Timeline {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    #[command(flatten)]
    pages: Pages,
    #[command(flatten)]
    fresh: Fresh,
}

impl Timeline {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        // The timeline must show at least what intake has now.
        let read = read::review(session, &self.review).await?;
        let title = read.review.ok_or_else(Failure::incomplete)?.title;
        let title = headed(session, &self.review, &read.consistency_token, &title).await;
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
