//! The facts that a review and its decision take from the diagnosis.

use haetae_domain::{
    diagnosis::{Diagnosis, Standing},
    review::Judges,
};

/// Its round and its findings.
pub(crate) fn of(diagnosis: &Diagnosis) -> Standing {
    diagnosis.standing().for_review()
}

/// The accounts that judged a checkpoint.
pub(crate) fn judges(diagnosis: &Diagnosis) -> Judges {
    diagnosis.judges.clone()
}

/// SHA-256 of every file added as evidence, in order. Evidence that is only a reference has no hash.
pub(crate) fn evidence(diagnosis: &Diagnosis) -> Vec<[u8; 32]> {
    diagnosis.evidence.iter().map(|evidence| evidence.file.sha256).collect()
}
