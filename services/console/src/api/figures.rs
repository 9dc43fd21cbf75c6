//! Figures over many reviews.

use haetae_proto::dashboard::v1::{
    AsOf, GetSummaryRequest, GetSummaryResponse, GetTrendsRequest, GetTrendsResponse, GetWeakAreasRequest,
    GetWeakAreasResponse, GetWorkloadRequest, GetWorkloadResponse, TrendInterval,
};

use super::{Api, Problem};

/// The requested moment, and the period of days in Korea.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    /// None for now.
    pub(crate) as_of: Option<AsOf>,
    /// As the contract writes days.
    pub(crate) first_day: String,
    /// Likewise.
    pub(crate) last_day: String,
    /// How long the parts of the period are.
    pub(crate) interval: TrendInterval,
}

/// Figures at a moment and in a period.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    /// Counts of reviews.
    pub(crate) summary: GetSummaryResponse,
    /// The events in each part of the period.
    pub(crate) trends: GetTrendsResponse,
    /// Where checkpoints failed in the period.
    pub(crate) areas: GetWeakAreasResponse,
    /// The workload of reviewers; none for people who may not see it.
    pub(crate) load: Option<GetWorkloadResponse>,
}

/// All figures of one moment. Calls GetSummary, GetTrends and GetWeakAreas, and GetWorkload where `with_load`.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn figures(api: &Api, asking: &Asking, with_load: bool) -> Result<Figures, Problem> {
    let Asking { as_of, first_day, last_day, interval } = asking.clone();
    let request = GetSummaryRequest { as_of, ..Default::default() };
    let summary = api.dashboard().await?.get_summary(request).await?.into_inner();
    // The other calls read at least the state of the summary.
    let consistency_token = if as_of.is_none() { summary.consistency_token.clone() } else { String::new() };
    let trends = async {
        let request = GetTrendsRequest {
            interval: interval.into(),
            first_day: first_day.clone(),
            last_day: last_day.clone(),
            consistency_token: consistency_token.clone(),
            as_of,
            ..Default::default()
        };
        Ok::<_, Problem>(api.dashboard().await?.get_trends(request).await?.into_inner())
    };
    let areas = async {
        let (first_day, last_day) = (first_day.clone(), last_day.clone());
        let request = GetWeakAreasRequest { consistency_token: consistency_token.clone(), as_of, first_day, last_day };
        Ok(api.dashboard().await?.get_weak_areas(request).await?.into_inner())
    };
    let load = async {
        if !with_load {
            return Ok(None);
        }
        let (first_day, last_day) = (first_day.clone(), last_day.clone());
        let request = GetWorkloadRequest { consistency_token: consistency_token.clone(), as_of, first_day, last_day };
        Ok(Some(api.dashboard().await?.get_workload(request).await?.into_inner()))
    };
    let (trends, areas, load) = futures::try_join!(trends, areas, load)?;
    Ok(Figures { summary, trends, areas, load })
}
