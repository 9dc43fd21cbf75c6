//! Does what platforms and reviewers do: asks for reviews, waits for scores and checklists, records verdicts.

use std::{collections::HashMap, time::Duration};

use anyhow::{Context as _, Result, bail};
use haetae_client::{Bearer, Channels, request_id};
use haetae_devstack::Platform;
use haetae_proto::{
    common::v1::{ReviewStatus, RiskLevel},
    dashboard::v1::{ListReviewsRequest, ReviewRow},
    intake::v1::SubmitReviewRequest,
};
use tokio::time::{Instant, sleep};

use super::requests::Request;
use crate::identity::Identity;

/// Maximum time for scoring, checklists and statuses.
const BOUND: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(100);

/// Connections to the platform's services.
pub(crate) fn channels(platform: &Platform) -> Channels {
    Channels::to(|service| platform.url(service))
}

/// A request that was taken.
#[derive(Debug, Clone)]
pub(crate) struct Submitted {
    pub(crate) request: Request,
    pub(crate) review_id: String,
}

/// Submits every request as a requester of its team. A read with the token shows all of them.
pub(crate) async fn submit(
    channels: &Channels,
    identity: &Identity,
    language: &str,
    requests: Vec<Request>,
) -> Result<(Vec<Submitted>, String)> {
    let (mut submitted, mut token) = (Vec::new(), String::new());
    for request in requests {
        let bearer = Bearer::new(&identity.requester(&request.team)?, language)?;
        let message = SubmitReviewRequest {
            request_id: request_id(),
            title: request.request.title.clone(),
            description: request.request.description.clone(),
            profile: Some(request.profile()),
            validate_only: false,
        };
        let answer = channels.intake(&bearer).await?.submit_review(message).await;
        let answer = answer.with_context(|| format!("{} was not taken", request.key))?.into_inner();
        let review = answer.review.context("intake answered without a review")?;
        submitted.push(Submitted { request, review_id: review.review_id });
        token = answer.consistency_token;
    }
    Ok((submitted, token))
}

/// Waits until the lists show every review scored and with a checklist.
pub(crate) async fn scored(channels: &Channels, reviewer: &Bearer, submitted: &[Submitted], token: &str) -> Result<()> {
    let done = |_: &Request, row: &ReviewRow| row.level() != RiskLevel::Unspecified && row.tally.is_some();
    wait(channels, reviewer, submitted, token, "scored and given a checklist", done).await.map(drop)
}

/// Waits until the lists show every judged review in diagnosis, and every concluded one waiting for its decision. Returns
/// the rows of all, in the order of the file.
pub(crate) async fn in_diagnosis(
    channels: &Channels,
    reviewer: &Bearer,
    submitted: &[Submitted],
    token: &str,
) -> Result<Vec<ReviewRow>> {
    let done = |request: &Request, row: &ReviewRow| match request.rest() {
        Some(_) => row.status() == ReviewStatus::AwaitingDecision,
        None => request.verdicts().is_empty() || row.status() == ReviewStatus::InDiagnosis,
    };
    wait(channels, reviewer, submitted, token, "taken as far as it was judged", done).await
}

async fn wait(
    channels: &Channels,
    reviewer: &Bearer,
    submitted: &[Submitted],
    token: &str,
    what: &str,
    done: impl Fn(&Request, &ReviewRow) -> bool,
) -> Result<Vec<ReviewRow>> {
    let until = Instant::now() + BOUND;
    loop {
        let mut rows = rows(channels, reviewer, token).await?;
        let found: Vec<_> = submitted.iter().map(|one| (one, rows.remove(&one.review_id))).collect();
        let late = found.iter().find(|(one, row)| !row.as_ref().is_some_and(|row| done(&one.request, row)));
        match late {
            None => return Ok(found.into_iter().filter_map(|(_, row)| row).collect()),
            Some((one, _)) if Instant::now() >= until => {
                bail!("{} was not {what} within {} s", one.request.key, BOUND.as_secs())
            }
            Some(_) => sleep(PAUSE).await,
        }
    }
}

/// Every review there is, by id.
async fn rows(channels: &Channels, reviewer: &Bearer, token: &str) -> Result<HashMap<String, ReviewRow>> {
    let mut client = channels.dashboard(reviewer).await?;
    let mut request = ListReviewsRequest { page_size: 200, consistency_token: token.to_owned(), ..Default::default() };
    let mut rows = HashMap::new();
    loop {
        let page = client.list_reviews(request.clone()).await.context("the reviews cannot be listed")?.into_inner();
        rows.extend(page.reviews.into_iter().map(|row| (row.review_id.clone(), row)));
        if page.next_page_token.is_empty() {
            return Ok(rows);
        }
        request.page_token = page.next_page_token;
    }
}
