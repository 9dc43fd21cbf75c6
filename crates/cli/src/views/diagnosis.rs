//! The state of a diagnosis.

use haetae_proto::{checkpoint::v1::DiagnosisSummary, common::v1::RoundState, words::label};

use super::{Look, checkpoints::tally};
use crate::words::Lang;

/// Shows round, tally, findings and the open checkpoints.
#[must_use]
pub fn diagnosis(diagnosis: &DiagnosisSummary, look: &Look) -> String {
    let lang = look.lang;
    let state = look.word::<RoundState>(RoundState::of(diagnosis.concluded).into());
    let round = match lang {
        Lang::Ko => format!("{}차 {state}\n", diagnosis.round),
        Lang::En => format!("Diagnosis, round {}: {state}\n", diagnosis.round),
    };
    let shown = look.facts([
        (
            lang.pick("점검 결과", "checkpoints"),
            diagnosis.tally.as_ref().map(|one| tally(one, look)).unwrap_or_default(),
        ),
        (lang.name(label::OPEN_FINDINGS), diagnosis.open_findings.to_string()),
        (lang.pick("위험 수용", "accepted"), diagnosis.accepted_findings.to_string()),
        (lang.pick("점검할 필수 항목", "to judge"), diagnosis.to_judge.join("\n")),
    ]);
    round + &shown
}
