//! `haetae projection rebuild`, `retry`, `switch` and `drop`.

use haetae_client::request_id;
use haetae_proto::dashboard::v1::{
    DropGenerationRequest, Generation, GenerationState, ListProjectionsRequest, RebuildProjectionRequest,
    RetryParkedRequest, SwitchGenerationRequest,
};

use super::follow::Follow;
use crate::{
    commands::ask::{self, Sure},
    failure::Done,
    session::Session,
};

/// Options of a command that starts something once.
#[derive(Debug, clap::Args)]
struct Once {
    /// Repeats an earlier request: it starts one rebuild, however often it is sent [default: a new UUID]
    #[arg(long, value_name = "UUID")]
    request_id: Option<String>,
}

impl Once {
    fn request_id(&self, session: &Session) -> String {
        let request_id = self.request_id.clone().unwrap_or_else(request_id);
        session.repeats("--request-id", &request_id);
        request_id
    }
}

/// Replay the log into a new generation, compare it with the live one, and switch to it
#[derive(Debug, clap::Args)]
pub(crate) struct Rebuild {
    /// The projection, e.g. board
    projection: String,
    /// Switch to it even if the live generation has other rows
    #[arg(long)]
    replace_differing: bool,
    /// Drop objects of others that depend on views whose columns change; without it, they are listed and nothing is
    /// done
    #[arg(long)]
    drop_dependents: bool,
    #[command(flatten)]
    follow: Follow,
    #[command(flatten)]
    once: Once,
}

impl Rebuild {
    pub(super) async fn run(self, session: &Session) -> Done {
        let request = RebuildProjectionRequest {
            request_id: self.once.request_id(session),
            projection: self.projection,
            replace_differing: self.replace_differing,
            drop_dependents: self.drop_dependents,
        };
        let answer = session.projections().await?.rebuild_projection(request).await?.into_inner();
        self.follow.show(session, answer.rebuild).await
    }
}

/// Apply parked commits: a rebuild by a build that can read them
#[derive(Debug, clap::Args)]
pub(crate) struct Retry {
    /// The projection, e.g. board
    projection: String,
    #[command(flatten)]
    follow: Follow,
    #[command(flatten)]
    once: Once,
}

impl Retry {
    pub(super) async fn run(self, session: &Session) -> Done {
        let request = RetryParkedRequest { request_id: self.once.request_id(session), projection: self.projection };
        let answer = session.projections().await?.retry_parked(request).await?.into_inner();
        self.follow.show(session, answer.rebuild).await
    }
}

/// Switch back to an older generation, once it has caught up
#[derive(Debug, clap::Args)]
pub(crate) struct Switch {
    /// The projection, e.g. board
    projection: String,
    /// The generation, as list shows it
    #[arg(value_parser = clap::value_parser!(i32).range(1..))]
    generation: i32,
    /// Drop objects of others that depend on views whose columns change; without it, they are listed and nothing is
    /// done
    #[arg(long)]
    drop_dependents: bool,
    #[command(flatten)]
    follow: Follow,
    #[command(flatten)]
    once: Once,
}

impl Switch {
    pub(super) async fn run(self, session: &Session) -> Done {
        let request = SwitchGenerationRequest {
            request_id: self.once.request_id(session),
            projection: self.projection,
            generation: self.generation,
            drop_dependents: self.drop_dependents,
        };
        let answer = session.projections().await?.switch_generation(request).await?.into_inner();
        self.follow.show(session, answer.rebuild).await
    }
}

/// Drop a generation that is not live, with all its rows
#[derive(Debug, clap::Args)]
pub(crate) struct DropOne {
    /// The projection, e.g. board
    projection: String,
    /// The generation, as list shows it
    #[arg(value_parser = clap::value_parser!(i32).range(1..))]
    generation: i32,
    #[command(flatten)]
    sure: Sure,
}

impl DropOne {
    pub(super) async fn run(self, session: &Session) -> Done {
        // Reports a missing permission before the question. There is no question about a generation that cannot be dropped: the
        // service returns the reason.
        let all = session.projections().await?.list_projections(ListProjectionsRequest {}).await?.into_inner();
        let droppable = all.projections.iter().filter(|one| one.name == self.projection).any(|one| {
            let is_it = |it: &Generation| it.generation == self.generation && it.state() != GenerationState::Live;
            one.generations.iter().any(is_it)
        });
        self.sure.confirm(session, !droppable, &ask::by_nothing_else(), |look| match look.lang {
            crate::words::Lang::Ko => format!(
                "{} {}세대를 모든 행과 함께 삭제합니다. 되돌릴 수 없으며, 다시 쓰려면 로그에서 다시 만들어야 합니다.\n",
                self.projection, self.generation
            ),
            crate::words::Lang::En => format!(
                "This drops generation {} of {} with all its rows. It cannot be put back; only a rebuild makes one again.\n",
                self.generation, self.projection
            ),
        })?;
        let request = DropGenerationRequest { projection: self.projection.clone(), generation: self.generation };
        let answer = session.projections().await?.drop_generation(request).await?.into_inner();
        session.show(&answer, |look| match look.lang {
            crate::words::Lang::Ko => format!("{} {}세대를 삭제했습니다.\n", self.projection, self.generation),
            crate::words::Lang::En => format!("dropped generation {} of {}\n", self.generation, self.projection),
        })
    }
}
