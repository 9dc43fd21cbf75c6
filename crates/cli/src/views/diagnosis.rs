//! How a diagnosis stands.

use haetae_proto::checkpoint::v1::DiagnosisSummary;

use super::{Look, checkpoints::tally};
use crate::words::Lang;

/// Round, tally, findings, and what is left to judge.
#[must_use]
pub fn diagnosis(diagnosis: &DiagnosisSummary, look: &Look) -> String {
    let lang = look.lang;
    let state = match diagnosis.concluded {
        true => lang.pick("종료", "concluded"),
        false => lang.pick("진단 중", "in progress"),
    };
    let round = match lang {
        Lang::Ko => format!("{}차 진단: {state}\n", diagnosis.round),
        Lang::En => format!("Diagnosis, round {}: {state}\n", diagnosis.round),
    };
    let shown = look.facts([
        (
            lang.pick("점검 결과", "checkpoints"),
            diagnosis.tally.as_ref().map(|one| tally(one, look)).unwrap_or_default(),
        ),
        (lang.pick("미조치", "open findings"), diagnosis.open_findings.to_string()),
        (lang.pick("위험 수용", "accepted"), diagnosis.accepted_findings.to_string()),
        (lang.pick("점검할 필수 항목", "to judge"), diagnosis.to_judge.join("\n")),
    ]);
    round + &shown
}
