//! What the reactors have still to do.

use haetae_event_log::Recorded;
use haetae_proto::event::v1::event::Event;

use super::{
    following,
    history::{History, Life},
    problem::Findings,
    reviews,
};

/// Reviews that the reactors have not finished with: the next one to appear, for each. Empty when all is quiet.
pub fn outstanding(log: &[Recorded]) -> Vec<String> {
    let history = History::read(log, &mut Findings::default());
    let missing = |life: &Life<'_>| match life {
        life if life.assessed.is_empty() => Some("RiskAssessed"),
        life if life.generated.is_empty() => Some("DiagnosisGenerated"),
        life if !life.own.iter().any(|event| targeted(event)) => Some("ReviewTargetSet"),
        life if !life.judged.is_empty() && life.started.is_empty() => Some("ReviewDiagnosisStarted"),
        life => reviews::behind(life).or_else(|| following::behind(life)),
    };
    let lives = history.lives();
    lives.iter().filter_map(|(id, life)| Some(format!("{id}: {}", missing(life)?))).collect()
}

/// A target date, or what makes one superfluous.
const fn targeted(event: &Event) -> bool {
    matches!(event, Event::ReviewTargetSet(_) | Event::ReviewWithdrawn(_) | Event::ReviewTriaged(_))
}
