//! The pages that are measured, and the calls of the API that each of them makes.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use haetae_client::{Bearer, Channels};
use haetae_domain::calendar::day_in_seoul;
use haetae_proto::{
    checkpoint::v1::GetChecklistRequest,
    dashboard::v1::{
        GetReviewOverviewRequest, GetSummaryRequest, GetTimelineRequest, GetTrendsRequest, GetWeakAreasRequest,
        GetWorkloadRequest, ListFindingsRequest, ListReviewsRequest, ListReviewsResponse, TrendInterval,
    },
    intake::v1::{GetReviewRequest, ListMyWorkRequest},
    risk::v1::GetAssessmentRequest,
};
use haetae_service_kit::clock;
use jiff::{Span, civil::Date};

/// The role that opens the pages: it can see everything and do most of it.
pub(super) const PERSON: &str = "reviewer";
/// Rows of a list.
const ROWS: i32 = 50;
/// The length of the id prefix in the console's filters.
const PART: usize = 13;
/// Weeks before this one that the figures show.
const WEEKS_BACK: i32 = 7;

/// A page that people have open all day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    MyWork,
    Reviews,
    Findings,
    Insights,
    Overview,
    Checklist,
    History,
}

/// A person's services, and the review that pages of one review are about.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) channels: Channels,
    pub(super) person: Bearer,
    pub(super) number: String,
}

impl Page {
    pub(super) const ALL: [Self; 7] =
        [Self::MyWork, Self::Reviews, Self::Findings, Self::Insights, Self::Overview, Self::Checklist, Self::History];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::MyWork => "my work, 50 rows",
            Self::Reviews => "reviews, 50 rows",
            Self::Findings => "findings, 50 rows",
            Self::Insights => "insights",
            Self::Overview => "overview of one review",
            Self::Checklist => "checklist of one review",
            Self::History => "history of one review",
        }
    }

    pub(super) fn path(self, number: &str) -> String {
        match self {
            Self::MyWork => "/".to_owned(),
            Self::Reviews => "/reviews?view=all".to_owned(),
            Self::Findings => "/findings?view=all".to_owned(),
            Self::Insights => "/insights".to_owned(),
            Self::Overview => format!("/r/{number}"),
            Self::Checklist => format!("/r/{number}/checklist"),
            Self::History => format!("/r/{number}/history"),
        }
    }

    /// Makes the calls of this page, one after the other or at once as the page makes them.
    ///
    /// # Errors
    /// An error if a call fails.
    pub(super) async fn calls(self, asked: &Asked) -> Result<()> {
        match self {
            Self::MyWork => asked.my_work().await,
            Self::Reviews => asked.reviews("", "due_at, submitted_at").await.map(drop),
            Self::Findings => asked.findings().await,
            Self::Insights => asked.figures().await,
            Self::Overview => asked.overview().await,
            Self::Checklist => asked.checklist().await,
            Self::History => asked.history().await,
        }
    }
}

impl Asked {
    async fn my_work(&self) -> Result<()> {
        let request = ListMyWorkRequest { page_size: ROWS, ..Default::default() };
        let work = self.channels.intake(&self.person).await?.list_my_work(request).await?.into_inner();
        let part = |id: &str| format!("review_id:{}", id.get(..PART).unwrap_or(id));
        let parts: BTreeSet<String> = work.items.iter().map(|item| part(&item.review_id)).collect();
        let parts: Vec<String> = parts.into_iter().collect();
        self.reviews(&parts.join(" OR "), "").await.map(drop)
    }

    async fn reviews(&self, filter: &str, order_by: &str) -> Result<ListReviewsResponse> {
        let (filter, order_by) = (filter.to_owned(), order_by.to_owned());
        let request = ListReviewsRequest { page_size: ROWS, filter, order_by, ..Default::default() };
        Ok(self.channels.dashboard(&self.person).await?.list_reviews(request).await?.into_inner())
    }

    async fn findings(&self) -> Result<()> {
        let request = ListFindingsRequest { page_size: ROWS, order_by: "due_at".to_owned(), ..Default::default() };
        self.channels.dashboard(&self.person).await?.list_findings(request).await?;
        Ok(())
    }

    async fn figures(&self) -> Result<()> {
        let mut dashboard = self.channels.dashboard(&self.person).await?;
        let summary = dashboard.get_summary(GetSummaryRequest::default()).await?.into_inner();
        let token = summary.consistency_token;
        let last = day_in_seoul(clock::now());
        let (first_day, last_day) = (weeks_before(last)?.to_string(), last.to_string());
        let trends = GetTrendsRequest {
            interval: TrendInterval::Week.into(),
            first_day: first_day.clone(),
            last_day: last_day.clone(),
            consistency_token: token.clone(),
            ..Default::default()
        };
        let areas = GetWeakAreasRequest {
            first_day: first_day.clone(),
            last_day: last_day.clone(),
            consistency_token: token.clone(),
            ..Default::default()
        };
        let load = GetWorkloadRequest { first_day, last_day, consistency_token: token, ..Default::default() };
        let (mut of_trends, mut of_areas) = (dashboard.clone(), dashboard.clone());
        let (trends, areas) = (of_trends.get_trends(trends), of_areas.get_weak_areas(areas));
        tokio::try_join!(trends, areas, dashboard.get_workload(load))?;
        Ok(())
    }

    /// The id of the review, as every page of one finds it.
    async fn id(&self) -> Result<String> {
        let filter = format!("number = \"{}\"", self.number);
        let request = ListReviewsRequest { filter, page_size: 1, ..Default::default() };
        let answer = self.channels.dashboard(&self.person).await?.list_reviews(request).await?.into_inner();
        Ok(answer.reviews.into_iter().next().context("the review is in no list")?.review_id)
    }

    /// The review, as its overview and its history read it; returns its id and a token that shows it.
    async fn found(&self) -> Result<(String, String)> {
        let review_id = self.id().await?;
        let request = GetReviewRequest { review_id: review_id.clone() };
        let read = self.channels.intake(&self.person).await?.get_review(request).await?.into_inner();
        let consistency_token = read.consistency_token;
        let request = GetReviewOverviewRequest { review_id: review_id.clone(), consistency_token, as_of: None };
        let overview = self.channels.dashboard(&self.person).await?.get_review_overview(request).await?;
        Ok((review_id, overview.into_inner().consistency_token))
    }

    async fn overview(&self) -> Result<()> {
        let (review_id, _) = self.found().await?;
        self.channels.risk(&self.person).await?.get_assessment(GetAssessmentRequest { review_id }).await?;
        Ok(())
    }

    async fn checklist(&self) -> Result<()> {
        let review_id = self.id().await?;
        self.channels.checkpoint(&self.person).await?.get_checklist(GetChecklistRequest { review_id }).await?;
        Ok(())
    }

    async fn history(&self) -> Result<()> {
        let (review_id, consistency_token) = self.found().await?;
        let request = GetTimelineRequest { review_id, page_size: 500, consistency_token, ..Default::default() };
        self.channels.dashboard(&self.person).await?.get_timeline(request).await?;
        Ok(())
    }
}

fn weeks_before(day: Date) -> Result<Date> {
    Ok(day.checked_sub(Span::new().weeks(WEEKS_BACK))?)
}
