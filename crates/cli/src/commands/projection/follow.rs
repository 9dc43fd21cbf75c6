//! Watching a rebuild to its end.

use std::time::Duration;

use haetae_proto::dashboard::v1::{GetRebuildRequest, GetRebuildResponse, Rebuild, RebuildState};
use tokio::time::sleep;

use crate::{
    failure::{Done, Failure},
    progress::Progress,
    session::Session,
    views,
    words::Said,
};

const PAUSE: Duration = Duration::from_millis(200);

/// Options of a command that starts a rebuild.
#[derive(Debug, clap::Args)]
pub(super) struct Follow {
    /// Start it without waiting for its end; `haetae projection list` shows it
    #[arg(long)]
    no_wait: bool,
}

impl Follow {
    /// Shows the progress until the task has ended, then its outcome. An unsuccessful one is a failure.
    pub(super) async fn show(&self, session: &Session, started: Option<Rebuild>) -> Done {
        let mut rebuild = started.ok_or_else(Failure::incomplete)?;
        if !self.no_wait {
            let progress = Progress::on_terminal();
            let mut projections = session.projections().await?;
            while rebuild.state() == RebuildState::Running {
                progress.bar(rebuild.done, rebuild.target, &views::rebuilding(&rebuild, session.look()));
                sleep(PAUSE).await;
                let request = GetRebuildRequest { rebuild_id: rebuild.rebuild_id.clone() };
                let answer = projections.get_rebuild(request).await?.into_inner();
                rebuild = answer.rebuild.ok_or_else(Failure::incomplete)?;
            }
        }
        let answer = GetRebuildResponse { rebuild: Some(rebuild.clone()) };
        session.show(&answer, |look| views::rebuild(&rebuild, look))?;
        match rebuild.state() {
            RebuildState::Running | RebuildState::Succeeded => Ok(()),
            RebuildState::Unspecified | RebuildState::Differs | RebuildState::Failed | RebuildState::Interrupted => {
                Err(unsuccessful(&rebuild))
            }
        }
    }
}

fn unsuccessful(rebuild: &Rebuild) -> Failure {
    if rebuild.state() == RebuildState::Differs {
        return Failure::Broken(Said {
            ko: format!(
                "재생한 결과가 현재 데이터와 달라 전환하지 않았습니다: {}\n→ 원인을 확인한 뒤 --replace-differing으로 교체할 수 있습니다.",
                rebuild.outcome
            ),
            en: format!(
                "the replay gave other rows, so the live generation stays: {}\n→ Find out why; --replace-differing then puts the replay in place.",
                rebuild.outcome
            ),
        });
    }
    Failure::Broken(Said {
        ko: format!("작업이 완료되지 않았습니다. 현재 세대는 그대로입니다. {}", rebuild.outcome),
        en: format!("it did not succeed; the live generation stays. {}", rebuild.outcome),
    })
}
