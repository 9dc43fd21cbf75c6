//! `haetae review list` and `summary`.

use haetae_proto::{
    common::v1::{ReviewStatus, RiskLevel, ServiceType},
    dashboard::v1::{GetSummaryRequest, ListReviewsRequest, ListReviewsResponse},
};

use crate::{
    commands::{
        filter::quoted,
        fresh::Fresh,
        pages::{Page, Pages},
    },
    failure::Done,
    session::Session,
    views,
    words::{self, Vocabulary as _},
};

/// Largest page the dashboard gives.
const PAGE: u32 = 200;

/// List reviews
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Only of this status, e.g. in_diagnosis
    #[arg(long, value_parser = words::Words::<ReviewStatus>::new())]
    status: Option<ReviewStatus>,
    /// Only of this risk level, e.g. high
    #[arg(long, value_parser = words::Words::<RiskLevel>::new())]
    level: Option<RiskLevel>,
    /// Only of this team
    #[arg(long)]
    team: Option<String>,
    /// Only of this service type, e.g. payment
    #[arg(long, value_parser = words::Words::<ServiceType>::new())]
    service_type: Option<ServiceType>,
    /// Only with a finding whose fix waits to be verified
    #[arg(long)]
    fix_claimed: bool,
    /// Only with a finding whose acceptance is requested and not decided
    #[arg(long)]
    acceptance_pending: bool,
    /// Further conditions in the API's own words, e.g. "level = HIGH AND status = RECEIVED"
    #[arg(long, allow_hyphen_values = true)]
    filter: Option<String>,
    /// The API's own words, e.g. "level desc, due_at" or "open_findings desc"
    #[arg(long, value_name = "FIELD [desc]", default_value = "")]
    order_by: String,
    #[command(flatten)]
    pages: Pages,
    #[command(flatten)]
    fresh: Fresh,
}

impl List {
    pub(super) async fn run(self, session: &Session) -> Done {
        let (mut dashboard, filter) = (session.dashboard().await?, self.conditions());
        let (mut seen, mut total_size) = (String::new(), 0);
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let request = ListReviewsRequest {
                page_size,
                page_token,
                filter: filter.clone(),
                order_by: self.order_by.clone(),
                consistency_token: self.fresh.consistency_token.clone(),
                as_of: self.fresh.as_of,
            };
            let answer = dashboard.list_reviews(request).await?.into_inner();
            (seen, total_size) = (answer.consistency_token, answer.total_size);
            Ok(Page { entries: answer.reviews, next: answer.next_page_token })
        });
        let page = page.await?;
        let answer = ListReviewsResponse {
            reviews: page.entries,
            next_page_token: page.next,
            consistency_token: seen,
            total_size,
        };
        session.show(&answer, |look| {
            let shown = answer.reviews.len();
            views::reviews(&answer.reviews, total_size, true, look) + &views::more_of(shown, total_size, look)
        })
    }

    /// All conditions as one filter.
    fn conditions(&self) -> String {
        let named = [
            ("status", self.status.map(|one| one.word().name.to_owned())),
            ("level", self.level.map(|one| one.word().name.to_owned())),
            ("service_type", self.service_type.map(|one| one.word().name.to_owned())),
            ("team", self.team.clone()),
            ("fix_claimed", self.fix_claimed.then(|| "true".to_owned())),
            ("acceptance_pending", self.acceptance_pending.then(|| "true".to_owned())),
        ];
        let named = named.into_iter().filter_map(|(field, value)| Some(format!("{field} = {}", quoted(&value?))));
        let named = named.collect::<Vec<_>>().join(" AND ");
        match &self.filter {
            None => named,
            Some(filter) if named.is_empty() => filter.clone(),
            // A filter of several conditions may join them by OR.
            Some(filter) => format!("{named} AND ({filter})"),
        }
    }
}

/// Count reviews by level, by status and by what waits for action, and show the latest
#[derive(Debug, clap::Args)]
pub(crate) struct Summary {
    #[command(flatten)]
    fresh: Fresh,
}

impl Summary {
    pub(in crate::commands) async fn run(self, session: &Session) -> Done {
        let request = GetSummaryRequest { consistency_token: self.fresh.consistency_token, as_of: self.fresh.as_of };
        let answer = session.dashboard().await?.get_summary(request).await?.into_inner();
        session.show(&answer, |look| {
            format!("{}\n{}", views::summary(&answer, look), views::reviews(&answer.recent, 0, true, look))
        })
    }
}
