//! Lists of reviews.

use std::collections::{BTreeMap, BTreeSet};

use futures::{Stream, stream};
use haetae_proto::dashboard::v1::{
    AsOf, ExportFormat, ExportReviewsRequest, ListReviewsRequest, ReviewRow, WatchReviewsRequest, WatchReviewsResponse,
    export_reviews_response::Part,
};
use tonic::{Status, Streaming};

use super::{Api, Problem};

/// Reviews of one page.
const PAGE: i32 = 50;
/// The length of an id's prefix in a filter: enough to distinguish reviews, and short enough for a page of them in
/// one filter of 2,000 characters.
const PART: usize = 13;

/// A page of reviews.
#[derive(Debug)]
pub(crate) struct ReviewPage {
    /// In the requested order.
    pub(crate) rows: Vec<ReviewRow>,
    /// For the next page; empty at the end.
    pub(crate) next: String,
    /// The consistency token of the state that was read, from which changes are watched.
    pub(crate) token: String,
    /// Reviews on all pages together.
    pub(crate) total: u64,
}

/// A page of reviews by a filter and an order of the contract (docs/filters.md). Calls ListReviews.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn reviews(api: &Api, filter: &str, order_by: &str, page: &str) -> Result<ReviewPage, Problem> {
    reviews_at(api, filter, (order_by, page), None).await
}

/// The same at a moment; none for now. Calls ListReviews.
///
/// # Errors
/// As [`reviews`].
pub(crate) async fn reviews_at(
    api: &Api,
    filter: &str,
    (order_by, page): (&str, &str),
    as_of: Option<AsOf>,
) -> Result<ReviewPage, Problem> {
    let request = ListReviewsRequest {
        as_of,
        page_size: PAGE,
        page_token: page.to_owned(),
        filter: filter.to_owned(),
        order_by: order_by.to_owned(),
        ..Default::default()
    };
    let answer = api.dashboard().await?.list_reviews(request).await?.into_inner();
    Ok(ReviewPage {
        rows: answer.reviews,
        next: answer.next_page_token,
        total: answer.total_size,
        token: answer.consistency_token,
    })
}

/// The changes of the reviews of a filter, from a token on. Calls WatchReviews.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn watch(api: &Api, filter: &str, token: &str) -> Result<Streaming<WatchReviewsResponse>, Problem> {
    let request = WatchReviewsRequest { filter: filter.to_owned(), consistency_token: token.to_owned() };
    Ok(api.dashboard().await?.watch_reviews(request).await?.into_inner())
}

/// The rows of reviews by their ids, at most a page of them; rows that the lists do not contain yet are left out.
/// Calls ListReviews.
///
/// # Errors
/// As [`reviews`].
pub(crate) async fn rows_of(
    api: &Api,
    ids: impl Iterator<Item = &str>,
) -> Result<BTreeMap<String, ReviewRow>, Problem> {
    Ok(rows_and_token(api, ids).await?.0)
}

/// The same, with the token of the state that was read; empty without ids. Calls ListReviews.
///
/// # Errors
/// As [`reviews`].
pub(crate) async fn rows_and_token(
    api: &Api,
    ids: impl Iterator<Item = &str>,
) -> Result<(BTreeMap<String, ReviewRow>, String), Problem> {
    let parts: BTreeSet<&str> = ids.map(|id| id.get(..PART).unwrap_or(id)).collect();
    if parts.is_empty() {
        return Ok(Default::default());
    }
    let terms: Vec<String> = parts.iter().map(|part| format!("review_id:{part}")).collect();
    let page = reviews(api, &terms.join(" OR "), "", "").await?;
    Ok((page.rows.into_iter().map(|row| (row.review_id.clone(), row)).collect(), page.token))
}

/// All reviews of a list as a spreadsheet file in a language, in parts; an interrupted file ends with an error. Calls
/// ExportReviews.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn exported(
    api: &Api,
    filter: String,
    (order_by, language): (&str, &str),
    as_of: Option<AsOf>,
) -> Result<impl Stream<Item = Result<Vec<u8>, Status>> + use<>, Problem> {
    let request = ExportReviewsRequest {
        format: ExportFormat::Csv.into(),
        byte_order_mark: true,
        filter,
        order_by: order_by.to_owned(),
        language: language.to_owned(),
        as_of,
        ..Default::default()
    };
    let mut parts = api.for_files().dashboard().await?.export_reviews(request).await?.into_inner();
    // A refusal comes instead of the first part.
    let first = parts.message().await?;
    Ok(stream::try_unfold((first, parts), |(part, mut parts)| async move {
        match part.and_then(|message| message.part) {
            Some(Part::Chunk(bytes)) => Ok(Some((bytes, (parts.message().await?, parts)))),
            Some(Part::Manifest(_)) => Ok(None),
            None => Err(Status::data_loss("a list without its end")),
        }
    }))
}
