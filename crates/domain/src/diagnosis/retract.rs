//! Retracting a mistaken Fail: its finding becomes void, and its checkpoint has to be judged again.

use super::{Diagnosis, Event, Rejection, Reopened, Standing, State, Tally};
use crate::finding::{self, Finding, FindingId};
use crate::ids::{Meta, Person};

/// Retracts the Fail of a finding. Its judge may do so in the same round if no other person has acted on the finding;
/// another reviewer may do so at any time. A concluded diagnosis begins another round, in which only this checkpoint
/// has to be judged.
pub fn retract_finding(state: &State, meta: &Meta, id: FindingId, reason: String) -> Result<Vec<Event>, Rejection> {
    let diagnosis = state.open()?;
    let finding = diagnosis.finding(id).ok_or(Rejection::FindingNotFound(id))?;
    if diagnosis.is_requester(&meta.by) {
        return Err(Rejection::OwnReview);
    }
    finding.retractable(&meta.by)?;
    if diagnosis.late_judge(finding).is_some_and(|judge| judge.subject == meta.by.subject) {
        return Err(finding::Rejection::OwnFail.into());
    }
    let checkpoint = finding.opened.checkpoint.clone();
    let event =
        finding::Event::Retracted { reason: reason.clone(), checkpoint: checkpoint.clone(), tally: Tally::default() };
    let mut events = vec![Event::Finding { id, event, standing: Standing::default() }];
    if diagnosis.concluded && diagnosis.line(&checkpoint).is_some() {
        events.push(Event::Reopened(Reopened {
            round: diagnosis.round.saturating_add(1),
            reason,
            checkpoints: vec![checkpoint],
            tally: Tally::default(),
            standing: Standing::default(),
        }));
    }
    Ok(diagnosis.settled(events, meta))
}

impl Diagnosis {
    /// The judge of a finding's Fail, if that person may no longer retract it: the round is over, or others acted on
    /// the finding.
    pub fn late_judge<'a>(&'a self, finding: &'a Finding) -> Option<&'a Person> {
        let judged = self.verdicts.get(&finding.opened.checkpoint);
        let judge = judged.map(|judged| &judged.by).or(finding.history.first().map(|first| &first.meta.by))?;
        let same_round = judged.is_some_and(|judged| judged.round == self.round) && !self.concluded;
        let late = !same_round || finding.is_acted_on(&judge.subject);
        late.then_some(judge)
    }
}
