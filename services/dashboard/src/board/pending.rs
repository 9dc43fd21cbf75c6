//! Waiting steps in the findings of a review: fixes to be verified, acceptances to be decided.

use std::collections::BTreeSet;

/// The findings of a review, such as `F-2`, with a waiting step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pending {
    /// Findings whose fix is claimed and not verified.
    pub(crate) fixes: BTreeSet<String>,
    /// Findings whose acceptance is requested and not decided.
    pub(crate) acceptances: BTreeSet<String>,
}

impl Pending {
    /// A finding is over.
    pub(super) fn ended(&mut self, finding: &str) {
        self.fixes.remove(finding);
        self.acceptances.remove(finding);
    }
}
