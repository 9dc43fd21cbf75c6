//! The facts that the review takes from its assessment and its diagnosis.

use crate::basis::BasisChange;
use crate::diagnosis::Standing;
use crate::document::DocumentVersion;
use crate::profile::Profile;
use crate::vocabulary::Level;

/// The facts from the assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentNews {
    /// Sequence of its last commit.
    pub sequence: u64,
    /// The policy version used.
    pub policy: DocumentVersion,
    /// The inputs.
    pub profile: Profile,
    /// The level.
    pub level: Level,
    /// Business days the review may take.
    pub target_days: u16,
    /// Whether the policy automatically waives a diagnosis of this level.
    pub waives: bool,
}

/// The facts from the diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiagnosisNews {
    /// Sequence of the commit that is answered.
    pub sequence: u64,
    /// Its current standing.
    pub standing: Standing,
    /// Whether verdicts were recorded.
    pub judged: bool,
    /// Name of the event that made the difference.
    pub cause: String,
    /// The changes of the basis of a decision.
    pub unsettling: Vec<BasisChange>,
}
