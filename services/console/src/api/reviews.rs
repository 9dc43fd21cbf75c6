//! Lists of reviews.

use std::collections::{BTreeMap, BTreeSet};

use haetae_proto::dashboard::v1::{ListReviewsRequest, ReviewRow};

use super::{Api, Problem};

/// Reviews of one page.
const PAGE: i32 = 50;
/// How much of an id a filter names: enough to tell reviews apart, and short enough for a page of them in one filter of 2,000
/// characters.
const PART: usize = 13;

/// A page of reviews.
#[derive(Debug)]
pub(crate) struct ReviewPage {
    /// In the order asked for.
    pub(crate) rows: Vec<ReviewRow>,
    /// For the next page; empty at the end.
    pub(crate) next: String,
    /// Reviews on all pages together.
    pub(crate) total: u64,
}

/// A page of reviews by a filter and an order of the contract (docs/filters.md). Calls ListReviews.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn reviews(api: &Api, filter: &str, order_by: &str, page: &str) -> Result<ReviewPage, Problem> {
    let request = ListReviewsRequest {
        page_size: PAGE,
        page_token: page.to_owned(),
        filter: filter.to_owned(),
        order_by: order_by.to_owned(),
        ..Default::default()
    };
    let answer = api.dashboard().await?.list_reviews(request).await?.into_inner();
    Ok(ReviewPage { rows: answer.reviews, next: answer.next_page_token, total: answer.total_size })
}

/// The rows of reviews by their ids, at most a page of them, as far as the lists have them yet. Calls ListReviews.
///
/// # Errors
/// As [`reviews`].
pub(crate) async fn rows_of(
    api: &Api,
    ids: impl Iterator<Item = &str>,
) -> Result<BTreeMap<String, ReviewRow>, Problem> {
    let parts: BTreeSet<&str> = ids.map(|id| id.get(..PART).unwrap_or(id)).collect();
    if parts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let terms: Vec<String> = parts.iter().map(|part| format!("review_id:{part}")).collect();
    let page = reviews(api, &terms.join(" OR "), "", "").await?;
    Ok(page.rows.into_iter().map(|row| (row.review_id.clone(), row)).collect())
}
