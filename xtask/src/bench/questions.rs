//! Typical queries to the dashboard.

use std::time::Duration;

use anyhow::Result;
use haetae_client::Authorized;
use haetae_proto::dashboard::v1::{
    AsOf, GetReviewOverviewRequest, GetSummaryRequest, GetTrendsRequest, GetWeakAreasRequest, GetWorkloadRequest,
    ListFindingsRequest, ListReviewsRequest, TrendInterval, as_of::Moment,
    dashboard_service_client::DashboardServiceClient,
};
use haetae_service_kit::{clock, token::consistency_token};

const YEAR: Duration = Duration::from_secs(365 * 24 * 3_600);

/// A question of the dashboard. Lists: their name, order and filter; the answer also counts the whole list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Question {
    Summary,
    Reviews(&'static str, &'static str, &'static str),
    Findings(&'static str, &'static str, &'static str),
    Areas,
    Workload,
    Overview,
    Trends,
}

/// The subjects of the queries.
#[derive(Debug)]
pub(super) struct Asked {
    /// A review that there is at every position.
    pub(super) review: String,
    /// The last position, which every answer has to know.
    pub(super) head: u64,
}

pub(super) const QUESTIONS: [Question; 16] = [
    Question::Summary,
    Question::Reviews("reviews, newest first", "", ""),
    Question::Reviews("reviews by last change", "updated_at desc", ""),
    Question::Reviews("reviews by score", "score desc", ""),
    Question::Reviews("reviews by team, filtered", "team", "level >= HIGH"),
    Question::Reviews("reviews of one status", "", "status = IN_DIAGNOSIS"),
    Question::Reviews("reviews overdue", "", "overdue = true"),
    Question::Reviews("reviews of one service type", "", "service_type = PAYMENT"),
    Question::Reviews("text search", "", "결제"),
    Question::Findings("findings, due first", "", ""),
    Question::Findings("findings by last change", "updated_at desc", ""),
    Question::Findings("findings by severity, open", "severity desc", "status = OPEN"),
    Question::Areas,
    Question::Workload,
    Question::Overview,
    Question::Trends,
];

impl Question {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Reviews(name, _, _) | Self::Findings(name, _, _) => name,
            Self::Areas => "weak areas",
            Self::Workload => "workload",
            Self::Overview => "overview of one review",
            Self::Trends => "trends, a year by month",
        }
    }

    /// Asks, about now or as of a position.
    pub(super) async fn ask(
        self,
        dashboard: &mut DashboardServiceClient<Authorized>,
        asked: &Asked,
        position: Option<u64>,
    ) -> Result<()> {
        let as_of = position.map(|position| AsOf { moment: Some(Moment::Position(position)) });
        let consistency_token = consistency_token(asked.head);
        match self {
            Self::Summary => drop(dashboard.get_summary(GetSummaryRequest { consistency_token, as_of }).await?),
            Self::Reviews(_, order_by, filter) => {
                let (order_by, filter) = (order_by.to_owned(), filter.to_owned());
                let request = ListReviewsRequest { order_by, filter, consistency_token, as_of, ..Default::default() };
                drop(dashboard.list_reviews(request).await?);
            }
            Self::Findings(_, order_by, filter) => {
                let (order_by, filter) = (order_by.to_owned(), filter.to_owned());
                let request = ListFindingsRequest { order_by, filter, consistency_token, as_of, ..Default::default() };
                drop(dashboard.list_findings(request).await?);
            }
            Self::Areas => {
                let request = GetWeakAreasRequest { consistency_token, as_of, ..Default::default() };
                drop(dashboard.get_weak_areas(request).await?);
            }
            Self::Workload => {
                let request = GetWorkloadRequest { consistency_token, as_of, ..Default::default() };
                drop(dashboard.get_workload(request).await?);
            }
            Self::Overview => {
                let request = GetReviewOverviewRequest { review_id: asked.review.clone(), consistency_token, as_of };
                drop(dashboard.get_review_overview(request).await?);
            }
            Self::Trends => {
                let request = GetTrendsRequest { consistency_token, as_of, ..year() };
                drop(dashboard.get_trends(request).await?);
            }
        }
        Ok(())
    }
}

/// The year from now on: the log begins now and covers more than a year.
fn year() -> GetTrendsRequest {
    let now = clock::now();
    let day = |time: String| time.get(..10).unwrap_or_default().to_owned();
    let (first_day, last_day) = (day(now.to_string()), day((now + YEAR).to_string()));
    GetTrendsRequest { interval: TrendInterval::Month.into(), first_day, last_day, ..Default::default() }
}
