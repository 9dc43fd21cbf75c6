//! What waits for somebody in the findings of a review: fixes to be verified, acceptances to be decided.

use std::collections::BTreeSet;

use super::findings::FindingFacts;

/// The findings of a review, such as `F-2`, of which a step waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pending {
    /// Whose fix is claimed and not verified.
    pub(crate) fixes: BTreeSet<String>,
    /// Whose acceptance is requested and not decided.
    pub(crate) acceptances: BTreeSet<String>,
}

impl Pending {
    /// Takes note of what happened to a finding.
    pub(super) fn note(&mut self, facts: &FindingFacts) {
        match facts {
            FindingFacts::FixClaimed { finding, .. } => _ = self.fixes.insert(finding.clone()),
            FindingFacts::FixRejected { finding, .. } => _ = self.fixes.remove(finding),
            FindingFacts::AcceptanceRequested { finding, .. } => _ = self.acceptances.insert(finding.clone()),
            FindingFacts::AcceptanceApproved { finding, granted: true, .. }
            | FindingFacts::AcceptanceDeclined { finding, .. } => _ = self.acceptances.remove(finding),
            FindingFacts::FixVerified { finding } | FindingFacts::FindingRetracted { finding, .. } => {
                self.fixes.remove(finding);
                self.acceptances.remove(finding);
            }
            FindingFacts::FindingOpened { .. }
            | FindingFacts::FindingAssigned { .. }
            | FindingFacts::AcceptanceApproved { granted: false, .. }
            | FindingFacts::AcceptanceRevoked { .. }
            | FindingFacts::AcceptanceEnding { .. }
            | FindingFacts::AcceptanceEnded { .. }
            | FindingFacts::FindingOverdue { .. }
            | FindingFacts::FindingCorrected { .. } => {}
        }
    }
}
