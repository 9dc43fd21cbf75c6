//! Rounds: concludes one, and begins another with the checkpoints that are left to judge.

use std::collections::HashSet;

use super::{Concluded, ControlGain, Diagnosis, Event, Rejection, Reopened, Standing, State, Tally, ThreatStanding};
use crate::ids::Meta;
use crate::selection::Selected;
use crate::vocabulary::VerdictResult;

/// Open checkpoints a refusal names.
const NAMED: usize = 10;

/// Concludes the round. `outlook` contains the coverage of threats and the possible gains.
pub fn conclude(
    state: &State,
    meta: &Meta,
    summary: String,
    outlook: impl FnOnce(&Diagnosis) -> (Vec<ThreatStanding>, Vec<ControlGain>),
) -> Result<Vec<Event>, Rejection> {
    let diagnosis = state.open()?;
    if diagnosis.is_requester(&meta.by) {
        return Err(Rejection::OwnReview);
    }
    if diagnosis.concluded {
        return Err(Rejection::Concluded);
    }
    let count = diagnosis.unjudged().count();
    if count > 0 {
        return Err(Rejection::Unjudged { count, first: diagnosis.unjudged().take(NAMED).cloned().collect() });
    }
    let (coverage, gains) = outlook(diagnosis);
    let (tally, standing) = (Tally::default(), Standing::default());
    let concluded = Concluded { round: diagnosis.round, summary, tally, standing, coverage, gains };
    Ok(diagnosis.settled(vec![Event::Concluded(concluded)], meta))
}

/// Begins another round, in which only failed, changed and added checkpoints are judged again.
pub fn reopen(state: &State, meta: &Meta, reason: String) -> Result<Vec<Event>, Rejection> {
    let diagnosis = state.open()?;
    if !diagnosis.concluded {
        return Err(Rejection::NotConcluded);
    }
    Ok(diagnosis.settled(vec![Event::Reopened(diagnosis.another_round(reason))], meta))
}

impl Diagnosis {
    /// The next round of this checklist, its figures not yet known.
    pub(super) fn another_round(&self, reason: String) -> Reopened {
        let again = |line: &&Selected| match self.verdicts.get(&line.key) {
            Some(judged) => judged.verdict.result == VerdictResult::Fail || self.changed.contains(&line.key),
            // Only checkpoints added, or made mandatory, after the conclusion.
            None => line.mandatory,
        };
        let lines = self.generated.checkpoints.iter();
        Reopened {
            round: self.round.saturating_add(1),
            reason,
            checkpoints: lines.filter(again).map(|line| line.key.clone()).collect(),
            tally: Tally::default(),
            standing: Standing::default(),
        }
    }

    /// A checkpoint that is judged again keeps its previous verdict among the earlier ones.
    pub(super) fn reopened(&mut self, reopened: &Reopened) {
        (self.round, self.concluded) = (reopened.round, false);
        for key in &reopened.checkpoints {
            self.earlier.extend(self.verdicts.remove(key));
        }
        let again: HashSet<_> = reopened.checkpoints.iter().collect();
        self.changed.retain(|key| !again.contains(key));
    }
}
