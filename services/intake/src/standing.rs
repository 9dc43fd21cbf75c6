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

/// SHA-256 of every file that was added as evidence, in their order. What verdicts and fixes only name has none.
pub(crate) fn evidence(diagnosis: &Diagnosis) -> Vec<[u8; 32]> {
    diagnosis.evidence.iter().map(|evidence| evidence.file.sha256).collect()
}
