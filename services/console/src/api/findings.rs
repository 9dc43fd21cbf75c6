//! Findings of reviews.

use futures::{Stream, stream};
use haetae_proto::{
    checkpoint::v1::{Finding, GetFindingRequest, GetFindingResponse, ListFindingsRequest},
    common::v1::FindingStatus,
    dashboard::v1::{self as dashboard, AsOf},
};
use tonic::Status;

use super::{Api, Problem};

/// Findings on one page: the service's maximum.
const PAGE: i32 = 200;
/// Findings of one page of the list of all reviews.
const SHOWN: i32 = 50;
/// Pages of one review: more findings than checkpoints of several rounds.
const PAGES: usize = 20;

/// Findings of a review in the order they were opened, and the version of the diagnosis; none before there is a checklist. Calls ListFindings, once for each 200.
///
/// # Errors
/// When the service refuses or does not answer.
pub(crate) async fn findings_of(
    api: &Api,
    review_id: &str,
    statuses: &[FindingStatus],
) -> Result<(Vec<Finding>, String), Problem> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    for _ in 0..PAGES {
        let request = ListFindingsRequest {
            review_id: review_id.to_owned(),
            statuses: statuses.iter().map(|status| i32::from(*status)).collect(),
            page_size: PAGE,
            page_token,
        };
        let answer = match api.checkpoint().await?.list_findings(request).await.map_err(Problem::from) {
            Err(problem) if problem.is_without_checklist() => return Ok((all, String::new())),
            answer => answer?.into_inner(),
        };
        all.extend(answer.findings);
        if answer.next_page_token.is_empty() {
            return Ok((all, answer.etag));
        }
        page_token = answer.next_page_token;
    }
    Err(Problem::defect("a review with more findings than fit"))
}

/// A page of the findings of all reviews by a filter and an order of the contract (docs/filters.md), at a moment; none for now. Calls ListFindings of the
/// dashboard.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn all_findings(
    api: &Api,
    filter: &str,
    order_by: &str,
    page: &str,
    as_of: Option<AsOf>,
) -> Result<dashboard::ListFindingsResponse, Problem> {
    page_of(api, filter, order_by, (page, SHOWN, as_of)).await
}

async fn page_of(
    api: &Api,
    filter: &str,
    order_by: &str,
    (page, size, as_of): (&str, i32, Option<AsOf>),
) -> Result<dashboard::ListFindingsResponse, Problem> {
    let request = dashboard::ListFindingsRequest {
        page_size: size,
        as_of,
        page_token: page.to_owned(),
        filter: filter.to_owned(),
        order_by: order_by.to_owned(),
        ..Default::default()
    };
    Ok(api.dashboard().await?.list_findings(request).await?.into_inner())
}

/// Every page of the list, one after the other, as of the moment of the first. Calls ListFindings of the dashboard, once for each
/// 200 findings.
///
/// # Errors
/// When the dashboard refuses or does not answer to the first call; later that is in the stream.
pub(crate) async fn every_finding(
    api: Api,
    filter: String,
    order_by: &'static str,
    as_of: Option<AsOf>,
) -> Result<impl Stream<Item = Result<dashboard::ListFindingsResponse, Status>>, Problem> {
    let first = page_of(&api, &filter, order_by, ("", PAGE, as_of)).await?;
    let state = (Some(first), String::new(), api, filter);
    Ok(stream::try_unfold(state, move |(first, next, api, filter)| async move {
        let page = match first {
            Some(page) => page,
            None if next.is_empty() => return Ok(None),
            None => {
                let page = page_of(&api, &filter, order_by, (&next, PAGE, as_of)).await;
                page.map_err(|_| Status::unavailable("a page of the list"))?
            }
        };
        let next = page.next_page_token.clone();
        Ok(Some((page, (None, next, api, filter))))
    }))
}

/// A finding with its history. Calls GetFinding.
///
/// # Errors
/// When there is none that the person may see, or the service does not answer.
pub(crate) async fn finding(api: &Api, review_id: &str, finding_id: &str) -> Result<GetFindingResponse, Problem> {
    let request = GetFindingRequest { review_id: review_id.to_owned(), finding_id: finding_id.to_owned() };
    Ok(api.checkpoint().await?.get_finding(request).await?.into_inner())
}
