//! `haetae dashboard trends`.

use haetae_proto::{
    common::v1::RiskLevel,
    dashboard::v1::{GetTrendsRequest, TrendInterval},
};
use jiff::{ToSpan as _, civil::Date};

use crate::{
    commands::{fresh::Fresh, time},
    failure::Done,
    session::Session,
    views, words,
};

/// Count requests, decisions and rework, and show the time spent in each status, by day, week or month
#[derive(Debug, clap::Args)]
pub(crate) struct Trends {
    /// Length of an interval
    #[arg(long, default_value = "week")]
    by: By,
    /// First day, e.g. 2026-01-31; its week or month is counted whole [default: 30 days, 12 weeks or 12 months in all]
    #[arg(long, alias = "first-day", value_name = "DAY")]
    from: Option<Date>,
    /// Last day; its week or month is counted whole [default: today]
    #[arg(long, alias = "last-day", value_name = "DAY")]
    to: Option<Date>,
    /// Only reviews of this team
    #[arg(long, default_value = "")]
    team: String,
    /// Only reviews of this risk level, e.g. high
    #[arg(long, value_parser = words::Words::<RiskLevel>::new())]
    level: Option<RiskLevel>,
    #[command(flatten)]
    fresh: Fresh,
}

/// Length of an interval.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum By {
    Day,
    Week,
    Month,
}

impl Trends {
    pub(super) async fn run(self, session: &Session) -> Done {
        let (interval, back) = match self.by {
            By::Day => (TrendInterval::Day, 29.days()),
            By::Week => (TrendInterval::Week, 11.weeks()),
            By::Month => (TrendInterval::Month, 11.months()),
        };
        let last = self.to.unwrap_or_else(time::today);
        let first = self.from.unwrap_or_else(|| last.saturating_sub(back));
        let request = GetTrendsRequest {
            interval: interval.into(),
            first_day: first.to_string(),
            last_day: last.to_string(),
            team: self.team,
            level: self.level.map_or(0, Into::into),
            consistency_token: self.fresh.consistency_token,
            as_of: self.fresh.as_of,
        };
        let answer = session.dashboard().await?.get_trends(request).await?.into_inner();
        session.show(&answer, |look| views::trends(&answer, look))
    }
}
