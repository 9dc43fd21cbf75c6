//! The open work assigned to an account.

use haetae_proto::{
    dashboard::v1::{ListFindingsRequest, ListReviewsRequest},
    words::label,
};

use crate::{
    commands::{
        filter::quoted,
        find,
        pages::{Page, Pages},
    },
    failure::Failure,
    session::Session,
    views::Look,
};

/// Largest page of either list.
const PAGE: u32 = 200;
const OPEN_REVIEWS: &str = "(status = RECEIVED OR status = NEEDS_INFO OR status = IN_DIAGNOSIS OR \
    status = AWAITING_REMEDIATION OR status = AWAITING_DECISION)";
const OPEN_FINDINGS: &str = "(status = OPEN OR status = FIX_CLAIMED OR status = ACCEPTED)";

/// A review, or one of its findings.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) review_id: String,
    /// Empty for the review itself.
    pub(super) finding_id: String,
    /// Its short number; empty where it cannot be had now.
    number: String,
    /// The display title.
    title: String,
}

impl Item {
    /// The unique key of the item.
    pub(super) fn key(&self) -> String {
        format!("{}/{}", self.review_id, self.finding_id)
    }

    pub(super) const fn is_review(&self) -> bool {
        self.finding_id.is_empty()
    }

    pub(super) fn say(&self, look: &Look) -> String {
        let kind = if self.is_review() {
            look.name(label::REVIEW_ID).to_owned()
        } else {
            format!("{} {}", look.name(label::FINDING_ID), self.finding_id)
        };
        let review = if self.number.is_empty() { &self.review_id } else { &self.number };
        format!("{kind}  {review}  {}", self.title)
    }

    pub(super) fn value(&self) -> serde_json::Value {
        serde_json::json!({ "reviewId": self.review_id, "findingId": self.finding_id })
    }
}

/// Returns the open work of an account that the caller may see, reviews first, as of the token or later.
///
/// # Errors
/// A failure if the lists cannot be read.
pub(super) async fn of(session: &Session, account: &str, token: &str) -> Result<Vec<Item>, Failure> {
    let mut dashboard = session.dashboard().await?;
    let whose = format!("assignee = {}", quoted(account));
    let filter = format!("{whose} AND {OPEN_REVIEWS}");
    let all = Pages::everything();
    let reviews = all.collect(PAGE, async |page_size, page_token| {
        let (filter, consistency_token) = (filter.clone(), token.to_owned());
        let request = ListReviewsRequest { page_size, page_token, filter, consistency_token, ..Default::default() };
        let answer = dashboard.list_reviews(request).await?.into_inner();
        let reviews = answer.reviews.into_iter();
        let entries = reviews.map(|row| Item {
            review_id: row.review_id,
            finding_id: String::new(),
            number: row.number,
            title: row.title,
        });
        Ok(Page { entries: entries.collect(), next: answer.next_page_token })
    });
    let mut items = reviews.await?.entries;
    let filter = format!("{whose} AND {OPEN_FINDINGS}");
    let findings = all.collect(PAGE, async |page_size, page_token| {
        let (filter, consistency_token) = (filter.clone(), token.to_owned());
        let request = ListFindingsRequest { page_size, page_token, filter, consistency_token, ..Default::default() };
        let answer = dashboard.list_findings(request).await?.into_inner();
        let findings = answer.findings.into_iter();
        let entries = findings.map(|row| Item {
            review_id: row.review_id,
            finding_id: row.finding_id,
            number: String::new(),
            title: row.checkpoint,
        });
        Ok(Page { entries: entries.collect(), next: answer.next_page_token })
    });
    let mut findings = findings.await?.entries;
    let numbers = find::numbers(session, findings.iter().map(|item| item.review_id.as_str())).await;
    for item in &mut findings {
        item.number = numbers.get(&item.review_id).cloned().unwrap_or_default();
    }
    items.extend(findings);
    Ok(items)
}
