//! ListReviews.

use haetae_proto::dashboard::v1::{ListReviewsRequest, ListReviewsResponse};
use haetae_service_kit::{
    deadline::Deadline,
    error::{ApiError, Violations},
    token::{PageScope, parse_consistency_token},
    validate,
};

use super::{
    filter,
    page::{cut, open_after, seal_after},
    show::review_row,
};
use crate::store::{After, Order, OrderBy, ReviewQuery, Store, Visible, failure};

/// Default and most.
const PAGE: (u32, u32) = (50, 200);

pub(super) async fn list(
    store: &Store,
    visible: Visible,
    request: &ListReviewsRequest,
    deadline: Deadline,
) -> Result<ListReviewsResponse, ApiError> {
    let mut v = Violations::new();
    let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
    let conditions = filter::parse(&mut v, "filter", &request.filter);
    let order = order(&mut v, "order_by", &request.order_by);
    v.finish()?;
    // Spaces in the filter mean nothing, so they do not tie the token either.
    let scope = PageScope::new(&["ListReviews", &format!("{conditions:?}"), &format!("{order:?}")]);
    let after = open_after(scope, &request.page_token, order)?;
    let wanted = parse_consistency_token(&request.consistency_token)?;

    let mut snapshot = store.snapshot(wanted, deadline).await?;
    let query = ReviewQuery { visible, conditions, order, after, limit: size + 1 };
    let (reviews, more) = cut(snapshot.reviews(&query).await.map_err(failure)?, size);
    let last = reviews.last().filter(|_| more);
    let next = last.map(|r| seal_after(scope, After { value: order.by.value(r), review_id: r.review_id }));
    Ok(ListReviewsResponse {
        reviews: reviews.iter().map(review_row).collect(),
        next_page_token: next.unwrap_or_default(),
        consistency_token: snapshot.token(),
    })
}

/// A field of the allow-list, with ` desc` for descending.
fn order(v: &mut Violations, field: &str, text: &str) -> Order {
    let newest = Order { by: OrderBy::SubmittedAt, descending: true };
    if text.is_empty() {
        return newest;
    }
    let (name, descending) = text.strip_suffix(" desc").map_or((text, false), |name| (name, true));
    let known = [OrderBy::SubmittedAt, OrderBy::UpdatedAt, OrderBy::Score];
    match known.into_iter().find(|by| by.column() == name) {
        Some(by) => Order { by, descending },
        None => {
            v.add(
                field,
                "submitted_at, updated_at, score 중 하나여야 하며 내림차순이면 뒤에 ` desc`를 붙입니다.",
                "Must be submitted_at, updated_at or score, followed by ` desc` for descending.",
            );
            newest
        }
    }
}
