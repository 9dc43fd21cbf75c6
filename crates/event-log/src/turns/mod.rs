//! Decides which commits count: those that are the next of their aggregate. Any client with permission for a subject
//! can publish a copy of a commit, or an invented one. Every reader of the log skips such commits by the same rule,
//! [`Turn::is_next`].
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

/// Maximum number of remembered aggregates. When it is exceeded, all of them are forgotten and read from the log
/// again. An aggregate occupies 17 to 34 bytes, and each of its commits two to eight.
const REMEMBERED: usize = 1 << 20;
/// Maximum number of aggregates whose commits are in memory at the same time.
const LOADED: usize = 32;

/// One aggregate, followed from its first commit up to some position.
#[derive(Clone, Debug, Default)]
pub struct Line {
    reached: u64,
    ids: HashSet<Uuid>,
}

impl Line {
    /// Processes the next message of the aggregate's subject; returns whether it is a commit that counts.
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
    /// Its place.
    pub sequence: u64,
    /// Its owner.
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

/// The progress of each aggregate of a log. Aggregates and ids are remembered as 64-bit hashes that no publisher can
/// predict. Commits have to be judged in the order of the log, each once.
#[derive(Debug)]
pub struct Turns {
    keys: RandomState,
    reached: HashMap<u64, u32>,
    ids: Seen,
    /// Whether an aggregate that is not remembered has no commits.
    complete: bool,
}

impl Turns {
    /// For a reader that continues after `position`. Starting at the first commit, it rarely reads the log; starting
    /// at a later position, it reads each aggregate once.
    #[must_use]
    pub fn after(position: u64) -> Self {
        Self { complete: position == 0, ..Self::forgetful() }
    }

    /// Without knowledge: every aggregate is read from the log first.
    fn forgetful() -> Self {
        Self { keys: RandomState::new(), reached: HashMap::new(), ids: Seen::default(), complete: false }
    }

    /// Separates commits that count from those that do not. Reads the log for aggregates that are not remembered, and
    /// for ids that may have been seen before.
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

    /// Remembers the commits that were judged.
    pub fn keep(&mut self, judged: Judged) {
        self.reached.extend(judged.reached);
        for id in judged.ids {
            self.ids.insert(id);
        }
        if self.reached.len() > REMEMBERED {
            *self = Self::forgetful();
        }
    }

    /// Whether a commit counts, based on remembered and just judged commits; none if these are not sufficient.
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

    /// Judges the commits of one aggregate against its commits in the log.
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
