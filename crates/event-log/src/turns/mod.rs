//! Which commits count: those that are the next of their aggregate. Any client with permission for a subject can publish a
//! commit again, or an invented one. Every reader of the log skips such a commit, by one rule: [`Turn::is_next`].
//!
//! [`Line`] follows one aggregate, [`Turns`] any number of them.

mod follow;
mod seen;
mod single;
mod turn;

use std::{
    collections::{BTreeSet, HashMap, HashSet, hash_map::RandomState},
    hash::BuildHasher as _,
};

use uuid::Uuid;

pub use follow::read_in_turn;
use seen::Seen;
pub(crate) use single::Singles;
pub use turn::Turn;

use crate::{AggregateKey, EventLog, ReadError, Recorded, jetstream::unavailable};

/// Aggregates that are remembered. Beyond, everything is forgotten, and the log is asked again: an aggregate takes 17 to 34
/// bytes, each of its commits two to eight.
const REMEMBERED: usize = 1 << 20;
/// Aggregates of which the commits are in memory at the same time.
const LOADED: usize = 32;

/// One aggregate, as far as it was followed from its first commit on.
#[derive(Clone, Debug, Default)]
pub struct Line {
    reached: u64,
    ids: HashSet<Uuid>,
}

impl Line {
    /// Takes the next message of the aggregate's subject; returns whether it is a commit that counts.
    pub fn take(&mut self, recorded: &Recorded) -> bool {
        let Ok(turn) = recorded.turn() else { return false };
        let next = turn.is_next(self.reached, |id| self.ids.contains(&id));
        if next {
            self.reached += 1;
            self.ids.insert(turn.id);
        }
        next
    }
}

/// A commit to be judged.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// Where it is.
    pub sequence: u64,
    /// Whose it is.
    pub key: &'a AggregateKey,
    /// Decides whether it counts.
    pub turn: Turn,
}

/// The result of judging some commits; [`Turns`] remembers it only with [`Turns::keep`].
#[derive(Debug, Default)]
pub struct Judged {
    passed_over: BTreeSet<u64>,
    reached: HashMap<u64, u32>,
    ids: HashSet<u64>,
}

impl Judged {
    /// Whether the commit at `sequence`, one of those judged, counts.
    #[must_use]
    pub fn counts(&self, sequence: u64) -> bool {
        !self.passed_over.contains(&sequence)
    }

    /// Whether every commit counts.
    #[must_use]
    pub fn all_count(&self) -> bool {
        self.passed_over.is_empty()
    }

    fn take(&mut self, aggregate: u64, reached: u64, ids: impl IntoIterator<Item = u64>) {
        // No aggregate has that many commits.
        self.reached.insert(aggregate, u32::try_from(reached).unwrap_or(u32::MAX));
        self.ids.extend(ids);
    }
}

/// How far the aggregates of a log have come. Aggregates and ids are remembered by 64 bits that no publisher can foresee.
/// Commits have to be judged in the order of the log, each once.
#[derive(Debug)]
pub struct Turns {
    keys: RandomState,
    reached: HashMap<u64, u32>,
    ids: Seen,
    /// Whether an aggregate that is not remembered has no commits.
    complete: bool,
}

impl Turns {
    /// For a reader that goes on after `position`. From the first commit on it rarely reads the log; from a later position
    /// it reads each aggregate once.
    #[must_use]
    pub fn after(position: u64) -> Self {
        Self { complete: position == 0, ..Self::forgetful() }
    }

    /// Without knowledge: every aggregate is read from the log first.
    fn forgetful() -> Self {
        Self { keys: RandomState::new(), reached: HashMap::new(), ids: Seen::default(), complete: false }
    }

    /// Tells the commits that count from the others. The log is asked about aggregates that are not remembered, and about ids
    /// that may have been seen before.
    ///
    /// # Errors
    /// When the log does not answer.
    pub async fn judge(&self, log: &dyn EventLog, heard: &[Heard<'_>]) -> Result<Judged, ReadError> {
        let (mut judged, mut asked) = (Judged::default(), HashMap::new());
        for commit in heard {
            let aggregate = self.aggregate(commit.key);
            if asked.contains_key(&aggregate) {
                continue;
            }
            match self.known(&judged, aggregate, commit.turn) {
                Some(true) => {
                    judged.take(aggregate, commit.turn.version, [self.id(aggregate, commit.turn.id)]);
                }
                Some(false) => {
                    judged.passed_over.insert(commit.sequence);
                }
                None => {
                    asked.insert(aggregate, commit.key);
                }
            }
        }
        let asked: Vec<_> = asked.into_values().cloned().collect();
        for keys in asked.chunks(LOADED) {
            for (key, commits) in keys.iter().zip(log.load_many(keys).await?) {
                self.judge_aggregate(key, &commits, heard, &mut judged)?;
            }
        }
        Ok(judged)
    }

    /// Remembers what was judged.
    pub fn keep(&mut self, judged: Judged) {
        self.reached.extend(judged.reached);
        for id in judged.ids {
            self.ids.insert(id);
        }
        if self.reached.len() > REMEMBERED {
            *self = Self::forgetful();
        }
    }

    /// Whether a commit counts, by what is remembered and was judged just now; none if that does not say it.
    fn known(&self, judged: &Judged, aggregate: u64, turn: Turn) -> Option<bool> {
        let reached = judged.reached.get(&aggregate).or_else(|| self.reached.get(&aggregate));
        let reached = reached.copied().or(self.complete.then_some(0))?;
        if !turn.is_next(reached.into(), |_| false) {
            return Some(false);
        }
        let id = self.id(aggregate, turn.id);
        (!judged.ids.contains(&id) && !self.ids.may_hold(id)).then_some(true)
    }

    fn aggregate(&self, key: &AggregateKey) -> u64 {
        self.keys.hash_one(key)
    }

    fn id(&self, aggregate: u64, id: Uuid) -> u64 {
        self.keys.hash_one((aggregate, id))
    }

    /// Judges the commits of one aggregate by what the log holds of it.
    fn judge_aggregate(
        &self,
        key: &AggregateKey,
        commits: &[Recorded],
        heard: &[Heard<'_>],
        judged: &mut Judged,
    ) -> Result<(), ReadError> {
        let mut theirs = heard.iter().filter(|commit| commit.key == key).map(|commit| commit.sequence).peekable();
        let (mut line, aggregate) = (Line::default(), self.aggregate(key));
        for recorded in commits {
            if theirs.peek().is_none() {
                break;
            }
            let counts = line.take(recorded);
            if theirs.next_if_eq(&recorded.sequence).is_some() && !counts {
                judged.passed_over.insert(recorded.sequence);
            }
        }
        if theirs.peek().is_some() {
            return Err(unavailable("the log does not give a commit that was read from it"));
        }
        judged.take(aggregate, line.reached, line.ids.iter().map(|id| self.id(aggregate, *id)));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
