//! ListReviews.

use haetae_proto::dashboard::v1::{ListReviewsRequest, ListReviewsResponse};
use haetae_service_kit::{
    deadline::Deadline,
    error::{ApiError, Violations},
    token::{Pages, parse_consistency_token},
    validate,
};

use super::{
    moment, order,
    page::{Paging, cut},
    show::review_row,
};
use crate::{
    board::REVIEW_FIELDS,
    database::failure,
    filter,
    store::{AsOf, Keyset, List, QueryStore, ReviewQuery, Visible, Wanted},
};

/// Default and most.
const PAGE: (u32, u32) = (50, 200);

pub(super) async fn list(
    store: &QueryStore,
    pages: &Pages,
    visible: Visible,
    request: &ListReviewsRequest,
    deadline: Deadline,
) -> Result<ListReviewsResponse, ApiError> {
    let mut v = Violations::new();
    let filter = filter::parse(&mut v, "filter", &request.filter, REVIEW_FIELDS);
    let order = order::parse(&mut v, "order_by", &request.order_by, order::NEWEST);
    let as_of = moment::parse(&mut v, request.as_of.as_ref());
    // A token is tied to what is asked, so that without that nothing is known of the token.
    let is_known = v.is_empty();
    let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
    // Spaces in the filter have no meaning, so the token must not depend on them.
    let (asked, ordered) = (format!("{filter:?}"), format!("{order:?}"));
    let scope = pages.scope(&["ListReviews", &asked, &ordered, &format!("{as_of:?}")]);
    let paging = if is_known { v.take(Paging::open(&scope, &request.page_token))?.flatten() } else { None };
    let token = v.take(parse_consistency_token(&request.consistency_token))?.flatten();
    v.finish()?;

    let as_of = paging.as_ref().map_or(as_of, |paging| AsOf::Position(paging.position));
    let mut snapshot = store.snapshot(as_of, token, deadline).await?;
    let wanted = Wanted { list: List::Reviews, visible, filter };
    let known = match &paging {
        Some(paging) => Some(paging.total),
        None => snapshot.kept(&wanted).await.map_err(failure)?,
    };
    let query = ReviewQuery { wanted, order, after: paging.map(|paging| paging.last), limit: size + 1 };
    let (reviews, total_size) = snapshot.page(&query, known).await.map_err(failure)?;
    let (reviews, more) = cut(reviews, size);
    let last = reviews.last().filter(|_| more).map(|review| Keyset::of(&query.order, review));
    let next = last.map(|last| Paging { position: snapshot.position(), total: total_size, last }.bytes());
    Ok(ListReviewsResponse {
        reviews: reviews.iter().map(review_row).collect(),
        next_page_token: scope.seal_after(next)?,
        consistency_token: snapshot.token(),
        total_size,
    })
}
