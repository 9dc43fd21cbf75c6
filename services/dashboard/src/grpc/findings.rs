//! ListFindings.

use haetae_proto::dashboard::v1::{ListFindingsRequest, ListFindingsResponse};
use haetae_service_kit::{
    deadline::Deadline,
    error::{ApiError, Violations},
    token::{Pages, parse_consistency_token},
    validate,
};

use super::{
    moment, order,
    page::{Paging, cut},
    show::finding_row,
};
use crate::{
    database::failure,
    diagnosis::FINDING_FIELDS,
    filter,
    store::{AsOf, FindingOrder, FindingQuery, Keyset, List, Order, QueryStore, Visible, Wanted},
};

/// Default and most.
const PAGE: (u32, u32) = (50, 200);
/// The earliest due date comes first.
const DUE: Order<FindingOrder> = Order { by: FindingOrder::DueAt, descending: false };

pub(super) async fn list(
    store: &QueryStore,
    pages: &Pages,
    visible: Visible,
    request: &ListFindingsRequest,
    deadline: Deadline,
) -> Result<ListFindingsResponse, ApiError> {
    let mut v = Violations::new();
    let filter = filter::parse(&mut v, "filter", &request.filter, FINDING_FIELDS);
    let order = order::parse(&mut v, "order_by", &request.order_by, DUE);
    let as_of = moment::parse(&mut v, request.as_of.as_ref());
    // A token is tied to what is asked, so that without that nothing is known of the token.
    let is_known = v.is_empty();
    let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
    // Spaces in the filter have no meaning, so the token must not depend on them.
    let (asked, ordered) = (format!("{filter:?}"), format!("{order:?}"));
    let scope = pages.scope(&["ListFindings", &asked, &ordered, &format!("{as_of:?}")]);
    let paging = if is_known { v.take(Paging::open(&scope, &request.page_token))?.flatten() } else { None };
    let token = v.take(parse_consistency_token(&request.consistency_token))?.flatten();
    v.finish()?;

    let as_of = paging.as_ref().map_or(as_of, |paging| AsOf::Position(paging.position));
    let mut whole = store.whole(as_of, token, deadline).await?;
    let wanted = Wanted { list: List::Findings, visible, filter };
    let total_size = match &paging {
        Some(paging) => paging.total,
        None => whole.count_findings(&wanted).await.map_err(failure)?,
    };
    let query = FindingQuery { wanted, order, after: paging.map(|paging| paging.last), limit: size + 1 };
    let (findings, more) = cut(whole.findings(&query).await.map_err(failure)?, size);
    let last = findings.last().filter(|_| more).map(|listed| Keyset::of(&query.order, &listed.finding));
    let next = last.map(|last| Paging { position: whole.0.position(), total: total_size, last }.bytes());
    Ok(ListFindingsResponse {
        findings: findings.into_iter().map(finding_row).collect(),
        next_page_token: scope.seal_after(next)?,
        consistency_token: whole.0.token(),
        total_size,
    })
}
