//! `haetae projection list` and `parked`.

use haetae_proto::dashboard::v1::{ListParkedRequest, ListParkedResponse, ListProjectionsRequest};

use crate::{
    commands::pages::{Page, Pages},
    failure::Done,
    session::Session,
    views,
};

/// Largest page of parked commits.
const PAGE: u32 = 200;

/// Show the state of every projection
#[derive(Debug, clap::Args)]
pub(crate) struct List {}

impl List {
    pub(super) async fn run(self, session: &Session) -> Done {
        let answer = session.projections().await?.list_projections(ListProjectionsRequest {}).await?.into_inner();
        session.show(&answer, |look| views::projections(&answer, look))
    }
}

/// List the parked commits, and those that wait behind them
#[derive(Debug, clap::Args)]
pub(crate) struct Parked {
    /// Only commits of this projection
    #[arg(default_value = "", hide_default_value = true)]
    projection: String,
    #[command(flatten)]
    pages: Pages,
}

impl Parked {
    pub(super) async fn run(self, session: &Session) -> Done {
        let mut projections = session.projections().await?;
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let request = ListParkedRequest { projection: self.projection.clone(), page_size, page_token };
            let answer = projections.list_parked(request).await?.into_inner();
            Ok(Page { entries: answer.commits, next: answer.next_page_token })
        });
        let page = page.await?;
        let answer = ListParkedResponse { commits: page.entries, next_page_token: page.next };
        session.show(&answer, |look| {
            views::parked(&answer.commits, look) + views::more(!answer.next_page_token.is_empty(), look)
        })
    }
}
