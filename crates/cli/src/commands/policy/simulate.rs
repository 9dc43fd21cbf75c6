//! `haetae policy simulate`.

use std::path::PathBuf;

use haetae_domain::text::counted;

use haetae_proto::risk::v1::{
    SimulatePolicyRequest, SimulationProgress, SimulationResult, simulate_policy_response::Message,
};
use prost_types::Timestamp;

use crate::{
    commands::{find, time},
    failure::{Done, Failure},
    files,
    progress::Progress,
    session::Session,
    views,
    words::Lang,
};

/// Show how a candidate would change the scores and days of open reviews; writes nothing
#[derive(Debug, clap::Args)]
pub(crate) struct Simulate {
    /// The candidate, as .json, .yaml or .toml
    file: PathBuf,
    /// Only reviews whose current assessment was recorded from here on: a day in Korea, e.g. 2026-01-01, or a time, e.g. 2026-01-01T09:00:00+09:00
    #[arg(long, value_name = "TIME", value_parser = time::start)]
    from: Option<Timestamp>,
    /// Only reviews whose current assessment was recorded before this: the first moment of a day in Korea, or a time
    #[arg(long, value_name = "TIME", value_parser = time::start)]
    before: Option<Timestamp>,
    /// Count closed reviews as well, which an activation does not change
    #[arg(long)]
    closed: bool,
    /// Changes to list at most
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(i32).range(1..=1000))]
    max_listed: i32,
}

impl Simulate {
    pub(super) async fn run(self, session: &Session) -> Done {
        let document = files::document(&self.file)?;
        let request = SimulatePolicyRequest {
            document: document.bytes(),
            recorded_from: self.from,
            recorded_before: self.before,
            max_listed: self.max_listed,
            include_closed: self.closed,
        };
        let result = follow(session, request).await.map_err(|failure| files::refused(&document, failure))?;
        let changed = result.changes.iter().map(|one| one.review_id.as_str());
        let reviews = find::rows_for_table(session, changed).await;
        session.show(&result, |look| views::simulation(&result, &reviews, look))
    }
}

/// Shows the progress until there is a result.
async fn follow(session: &Session, request: SimulatePolicyRequest) -> Result<SimulationResult, Failure> {
    let progress = Progress::on_terminal();
    let mut messages = session.risk().await?.simulate_policy(request).await?.into_inner();
    while let Some(message) = messages.message().await? {
        match message.message {
            Some(Message::Progress(step)) => progress.step(progress_text(&step, session.look().lang)),
            Some(Message::Result(result)) => return Ok(result),
            None => {}
        }
    }
    Err(Failure::incomplete())
}

fn progress_text(step: &SimulationProgress, lang: Lang) -> String {
    let SimulationProgress { commits_read, commits_total, replayed } = step;
    match lang {
        Lang::Ko => format!("기록 {commits_read}/{commits_total}건을 읽고 평가 {replayed}건을 다시 계산했습니다"),
        Lang::En => format!(
            "read {commits_read} of {}, scored {}",
            counted(commits_total, "commit"),
            counted(replayed, "assessment")
        ),
    }
}
