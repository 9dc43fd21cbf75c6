//! Retracting a mistaken Fail.

use super::{Event, Finding, Rejection, Step};
use crate::ids::Person;

impl Finding {
    /// Whether anybody but the one who failed the checkpoint did anything about it. Judging it
    /// again is no act, and what happens by itself is none.
    pub fn is_acted_on(&self, judge: &str) -> bool {
        self.history.iter().any(|happened| {
            let no_act = match &happened.event {
                Event::Opened(_)
                | Event::Corrected { .. }
                | Event::AcceptanceRequestLapsed { .. }
                | Event::AcceptanceEnding { .. }
                | Event::AcceptanceEnded { .. }
                | Event::Overdue { .. } => true,
                Event::Assigned { .. }
                | Event::FixClaimed { .. }
                | Event::FixVerified
                | Event::FixRejected { .. }
                | Event::AcceptanceRequested(_)
                | Event::AcceptanceApproved { .. }
                | Event::AcceptanceDeclined { .. }
                | Event::AcceptanceRevoked { .. }
                | Event::Retracted { .. } => false,
            };
            !no_act && happened.meta.by.subject != judge
        })
    }

    /// Refuses a retraction by a person whose own step it would undo: the claim of the fix or the request for acceptance.
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
