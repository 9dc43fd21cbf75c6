//! `haetae dashboard findings`.

use haetae_proto::{
    common::v1::{FindingStatus, RiskLevel},
    dashboard::v1::{ListFindingsRequest, ListFindingsResponse},
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

/// Maximum page size of the dashboard.
const PAGE: u32 = 200;

/// List findings of all reviews
#[derive(Debug, clap::Args)]
pub(crate) struct Findings {
    /// Only findings with this status, e.g. open
    #[arg(long, value_parser = words::Words::<FindingStatus>::new())]
    status: Option<FindingStatus>,
    /// Only findings of this severity, e.g. high
    #[arg(long, value_parser = words::Words::<RiskLevel>::new())]
    severity: Option<RiskLevel>,
    /// Only in reviews of this team
    #[arg(long)]
    team: Option<String>,
    /// Only findings whose due date passed without a claimed fix
    #[arg(long)]
    overdue: bool,
    /// Further conditions in the API's own words, e.g. "severity >= HIGH AND due_at < 2026-03-01"
    #[arg(long, allow_hyphen_values = true)]
    filter: Option<String>,
    /// The API's own words, e.g. "severity desc, due_at"
    #[arg(long, value_name = "FIELD [desc]", default_value = "")]
    order_by: String,
    #[command(flatten)]
    pages: Pages,
    #[command(flatten)]
    fresh: Fresh,
}

impl Findings {
    pub(super) async fn run(self, session: &Session) -> Done {
        let (mut dashboard, filter) = (session.dashboard().await?, self.conditions());
        let (mut seen, mut total_size) = (String::new(), 0);
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let request = ListFindingsRequest {
                page_size,
                page_token,
                filter: filter.clone(),
                order_by: self.order_by.clone(),
                consistency_token: self.fresh.consistency_token.clone(),
                as_of: self.fresh.as_of,
            };
            let answer = dashboard.list_findings(request).await?.into_inner();
            (seen, total_size) = (answer.consistency_token, answer.total_size);
            Ok(Page { entries: answer.findings, next: answer.next_page_token })
        });
        let page = page.await?;
        let answer = ListFindingsResponse {
            findings: page.entries,
            next_page_token: page.next,
            consistency_token: seen,
            total_size,
        };
        session.show(&answer, |look| {
            views::finding_rows(&answer, look) + &views::more_of(answer.findings.len(), total_size, look)
        })
    }

    /// All conditions as one filter.
    fn conditions(&self) -> String {
        let named = [
            ("status", self.status.map(|one| one.word().name.to_owned())),
            ("severity", self.severity.map(|one| one.word().name.to_owned())),
            ("team", self.team.clone()),
            ("overdue", self.overdue.then(|| "true".to_owned())),
        ];
        let named = named.into_iter().filter_map(|(field, value)| Some(format!("{field} = {}", quoted(&value?))));
        // A filter of several conditions may join them by OR.
        let further = self.filter.as_ref().map(|filter| format!("({filter})"));
        named.chain(further).collect::<Vec<_>>().join(" AND ")
    }
}
