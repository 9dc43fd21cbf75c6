//! The calls of pages about one review.

use haetae_proto::{
    common::v1::Person,
    dashboard::v1::{
        AsOf, ComparePoint, CompareReviewRequest, CompareReviewResponse, DecisionOverview, GetReviewOverviewRequest,
        GetReviewOverviewResponse, GetTimelineRequest, GetTimelineResponse, GetWorkloadRequest, InvolvementRole,
        ListReviewsRequest, as_of::Moment,
    },
    intake::v1::{GetReviewRequest, ListCommentsRequest, ListCommentsResponse, Review},
    risk::v1::{Assessment, GetAssessmentRequest},
    words::EventName,
};

use super::{Api, Problem};

/// Entries on one page of the timeline: the dashboard's maximum.
const ENTRIES: i32 = 500;
/// Pages of a timeline that are looked through.
const PAGES: usize = 20;
/// Comments on one page: intake's maximum.
const COMMENTS: i32 = 200;

/// The current state of a review.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// As the log has it.
    pub(crate) review: Review,
    /// Its version, for the next change.
    pub(crate) etag: String,
    /// The overview, at least as recent as the state that intake returned.
    pub(crate) overview: GetReviewOverviewResponse,
}

/// The id of a review by its number. Calls ListReviews.
///
/// # Errors
/// When there is none that the person may see.
pub(crate) async fn id_of(api: &Api, number: &str) -> Result<String, Problem> {
    if !is_number(number) {
        return Err(Problem::no_review());
    }
    let request = ListReviewsRequest { filter: format!("number = \"{number}\""), page_size: 1, ..Default::default() };
    let answer = api.dashboard().await?.list_reviews(request).await?.into_inner();
    let row = answer.reviews.into_iter().next().ok_or_else(Problem::no_review)?;
    Ok(row.review_id)
}

/// Whether a text is a number as the contract writes it, e.g. `R-2026-0142`.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let parts = text.strip_prefix("R-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(year, place)| {
        year.len() == 4 && digits(year) && (4..=10).contains(&place.len()) && digits(place)
    })
}

/// A review by its number, including everything acknowledged before: intake reads the log, and the overview waits
/// until it has reached the same state. Calls ListReviews, GetReview and GetReviewOverview.
///
/// # Errors
/// When there is none that the person may see, or a service does not answer.
pub(crate) async fn find(api: &Api, number: &str) -> Result<Found, Problem> {
    let review_id = id_of(api, number).await?;
    let request = GetReviewRequest { review_id: review_id.clone() };
    let read = api.intake().await?.get_review(request).await?.into_inner();
    let review = read.review.ok_or_else(|| Problem::defect("GetReview without a review"))?;
    let overview = overview(api, &review_id, &read.consistency_token, None).await?;
    Ok(Found { review, etag: read.etag, overview })
}

/// The version of a review. Calls GetReview.
///
/// # Errors
/// When there is none that the person may see, or intake does not answer.
pub(crate) async fn review_version(api: &Api, review_id: &str) -> Result<String, Problem> {
    let request = GetReviewRequest { review_id: review_id.to_owned() };
    Ok(api.intake().await?.get_review(request).await?.into_inner().etag)
}

/// The same review at an earlier moment. Calls GetReviewOverview.
///
/// # Errors
/// When it did not exist yet.
pub(crate) async fn overview_at(api: &Api, found: &Found, moment: AsOf) -> Result<GetReviewOverviewResponse, Problem> {
    overview(api, &found.review.review_id, "", Some(moment)).await
}

async fn overview(
    api: &Api,
    review_id: &str,
    token: &str,
    as_of: Option<AsOf>,
) -> Result<GetReviewOverviewResponse, Problem> {
    let request =
        GetReviewOverviewRequest { review_id: review_id.to_owned(), consistency_token: token.to_owned(), as_of };
    Ok(api.dashboard().await?.get_review_overview(request).await?.into_inner())
}

/// The decision that was in force before the review was reopened, from the overview right after it; none if there was
/// none, or if a decision is in force now. For a review that was decided once, it calls GetTimeline, once for each
/// 500 entries, and GetReviewOverview.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn earlier_decision(
    api: &Api,
    found: &Found,
    shown: &GetReviewOverviewResponse,
) -> Result<Option<DecisionOverview>, Problem> {
    let decided = shown.people.iter().any(|one| one.roles().any(|role| role == InvolvementRole::Approver));
    if shown.decision.is_some() || !decided {
        return Ok(None);
    }
    let (mut last, mut page) = (None, String::new());
    for _ in 0..PAGES {
        let answer = timeline(api, found, &page, None).await?;
        let decisions =
            answer.entries.iter().filter(|entry| EventName::parse(&entry.event) == Some(EventName::ReviewDecided));
        last = decisions.map(|entry| entry.sequence).filter(|at| *at <= shown_up_to(shown)).max().or(last);
        page = answer.next_page_token;
        if page.is_empty() {
            break;
        }
    }
    let Some(position) = last else { return Ok(None) };
    let then = overview_at(api, found, AsOf { moment: Some(Moment::Position(position)) }).await?;
    Ok(then.decision)
}

/// The last thing that an overview shows of the history.
fn shown_up_to(shown: &GetReviewOverviewResponse) -> u64 {
    shown.recent.first().map_or(0, |entry| entry.sequence)
}

/// The score with its reasons as sentences; none before there is one. Calls GetAssessment.
///
/// # Errors
/// When risk does not answer.
pub(crate) async fn assessment(api: &Api, found: &Found) -> Result<Option<Assessment>, Problem> {
    if found.overview.assessment.is_none() {
        return Ok(None);
    }
    let request = GetAssessmentRequest { review_id: found.review.review_id.clone() };
    Ok(api.risk().await?.get_assessment(request).await?.into_inner().assessment)
}

/// A page of the timeline of a review, oldest first. Calls GetTimeline.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn timeline(
    api: &Api,
    found: &Found,
    page: &str,
    as_of: Option<AsOf>,
) -> Result<GetTimelineResponse, Problem> {
    let request = GetTimelineRequest {
        review_id: found.review.review_id.clone(),
        page_size: ENTRIES,
        page_token: page.to_owned(),
        consistency_token: found.overview.consistency_token.clone(),
        as_of,
    };
    Ok(api.dashboard().await?.get_timeline(request).await?.into_inner())
}

/// A page of the comments that the person may read, oldest first. Calls ListComments.
///
/// # Errors
/// When intake refuses or does not answer.
pub(crate) async fn comments(api: &Api, found: &Found, page: &str) -> Result<ListCommentsResponse, Problem> {
    let request = ListCommentsRequest {
        review_id: found.review.review_id.clone(),
        page_size: COMMENTS,
        page_token: page.to_owned(),
    };
    Ok(api.intake().await?.list_comments(request).await?.into_inner())
}

/// The differences of a review between two moments. Calls CompareReview.
///
/// # Errors
/// When it did not exist at one of them, or the dashboard does not answer.
pub(crate) async fn compare(
    api: &Api,
    found: &Found,
    from: ComparePoint,
    to: Option<ComparePoint>,
) -> Result<CompareReviewResponse, Problem> {
    let request = CompareReviewRequest {
        review_id: found.review.review_id.clone(),
        from: Some(from),
        to,
        consistency_token: String::new(),
    };
    Ok(api.dashboard().await?.compare_review(request).await?.into_inner())
}

/// The people who review, busy ones first. Calls GetWorkload.
///
/// # Errors
/// When the person may not see workloads, or the dashboard does not answer.
pub(crate) async fn reviewers(api: &Api) -> Result<Vec<(Person, u64)>, Problem> {
    let answer = api.dashboard().await?.get_workload(GetWorkloadRequest::default()).await?.into_inner();
    let named = answer.reviewers.into_iter().filter_map(|load| Some((load.reviewer?, load.open_reviews)));
    Ok(named.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_is_looked_for() {
        for number in ["R-2026-0142", "R-2026-10001"] {
            assert!(is_number(number), "{number}");
        }
        for other in ["", "R-2026", "R-26-0142", "r-2026-0142", "R-2026-142", "R-2026-0142\" OR x", "R-2026-01 42"] {
            assert!(!is_number(other), "{other}");
        }
    }
}
