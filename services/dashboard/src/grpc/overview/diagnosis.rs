//! The checklist in figures, and its rounds.

use haetae_domain::diagnosis::{Diagnosis, State};
use haetae_event_log::codec::{Word as _, person_to_wire, tally_to_wire, version_to_wire};
use haetae_proto::dashboard::v1::{DiagnosisOverview, LayerTally, RoundOverview};
use haetae_service_kit::clock::timestamp;

use crate::dossier::{Round, Rounds};

/// Rounds that are shown.
const ROUNDS: usize = 100;

/// The diagnosis, once a checklist exists.
pub(super) fn opened(state: &State) -> Option<&Diagnosis> {
    match state {
        State::New => None,
        State::Open(diagnosis) => Some(diagnosis),
    }
}

pub(super) fn show(diagnosis: &Diagnosis, rounds: &Rounds) -> DiagnosisOverview {
    let layers = diagnosis.tally_by_layer();
    let layers =
        layers.iter().map(|(layer, tally)| LayerTally { layer: layer.to_wire(), tally: Some(tally_to_wire(tally)) });
    let Rounds(rounds) = rounds;
    DiagnosisOverview {
        catalogs: diagnosis.generated.catalogs.iter().map(version_to_wire).collect(),
        tally: Some(tally_to_wire(&diagnosis.tally())),
        layers: layers.collect(),
        round: diagnosis.round,
        concluded: diagnosis.concluded,
        rounds: rounds[rounds.len().saturating_sub(ROUNDS)..].iter().map(round).collect(),
        retired: u32::try_from(diagnosis.retired.len()).unwrap_or(u32::MAX),
    }
}

fn round(round: &Round) -> RoundOverview {
    let end = round.end.as_ref();
    RoundOverview {
        round: round.number,
        began_at: Some(timestamp(round.began_at)),
        reason: round.reason.clone(),
        concluded_at: end.map(|end| timestamp(end.at)),
        concluded_by: end.map(|end| person_to_wire(&end.by)),
        summary: end.map(|end| end.summary.clone()).unwrap_or_default(),
        tally: end.map(|end| tally_to_wire(&end.tally)),
    }
}
