//! What a review needs to know of its diagnosis.

use haetae_domain::{
    diagnosis::Diagnosis,
    review::{Judges, Standing},
};

/// Where it stands. Rounds are not concluded yet, and nothing is found.
pub(crate) fn of(diagnosis: &Diagnosis) -> Standing {
    let round = u32::from(!diagnosis.verdicts.is_empty());
    Standing { round, concluded: false, open_findings: 0, accepted_findings: 0 }
}

/// Who judged a checkpoint of it.
pub(crate) fn judges(diagnosis: &Diagnosis) -> Judges {
    diagnosis.verdicts.values().map(|judged| judged.by.subject.clone()).collect()
}

/// SHA-256 of every piece of evidence. Verdicts name their evidence and hold none.
pub(crate) fn evidence(_: &Diagnosis) -> Vec<[u8; 32]> {
    vec![]
}
