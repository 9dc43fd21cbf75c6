//! Retracting a mistaken Fail.

use super::{Finding, Rejection, Step};
use crate::ids::Person;

impl Finding {
    /// Whether a person other than `judge`, who failed the checkpoint, acted on the finding.
    pub fn is_acted_on(&self, judge: &str) -> bool {
        self.history.iter().any(|happened| happened.event.is_act() && happened.meta.by.subject != judge)
    }

    /// Refuses a retraction by a person whose own step it would undo: the claim of the fix or the request for
    /// acceptance.
    pub(crate) fn retractable(&self, by: &Person) -> Result<(), Rejection> {
        self.require(Step::Retract)?;
        let is = |person: Option<&Person>| person.is_some_and(|person| person.subject == by.subject);
        if is(self.fix.as_ref().map(|claim| &claim.by)) {
            return Err(Rejection::OwnFix);
        }
        let asked = self.request.as_ref().or(self.accepted.as_ref().map(|accepted| &accepted.request));
        if is(asked.map(|request| &request.by)) { Err(Rejection::OwnRequest) } else { Ok(()) }
    }
}
