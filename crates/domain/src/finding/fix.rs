//! Assigning, claiming, verifying and rejecting a fix.

use super::{Event, Finding, Rejection, Step};
use crate::evidence::References;
use crate::ids::Person;

impl Finding {
    /// Assigns the fix; assigning the same person again changes nothing.
    pub fn assign(&self, assignee: Person, reason: String) -> Result<Vec<Event>, Rejection> {
        self.require(Step::Assign)?;
        Ok(if self.assignee.as_ref() == Some(&assignee) { vec![] } else { vec![Event::Assigned { assignee, reason }] })
    }

    /// Says that it is fixed.
    pub fn claim_fix(&self, description: String, evidence: References) -> Result<Vec<Event>, Rejection> {
        self.require(Step::ClaimFix)?;
        Ok(vec![Event::FixClaimed { description, evidence }])
    }

    /// Verifies the fix, and closes the finding.
    pub fn verify_fix(&self, by: &Person) -> Result<Vec<Event>, Rejection> {
        self.judge_fix(Step::VerifyFix, by)?;
        Ok(vec![Event::FixVerified])
    }

    /// Finds it not fixed.
    pub fn reject_fix(&self, by: &Person, reason: String) -> Result<Vec<Event>, Rejection> {
        self.judge_fix(Step::RejectFix, by)?;
        Ok(vec![Event::FixRejected { reason }])
    }

    fn judge_fix(&self, step: Step, by: &Person) -> Result<(), Rejection> {
        self.require(step)?;
        let own = self.fix.as_ref().is_some_and(|claim| claim.by.subject == by.subject);
        if own { Err(Rejection::OwnFix) } else { Ok(()) }
    }
}
