//! What a verification says.

use std::{collections::BTreeMap, fmt};

use haetae_proof::Hash;

use crate::{
    kind::Kind,
    signed::{AlteredRange, TwoHistories},
    what::{Stranger, What},
};

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The commit it is about; none for the log as a whole.
    pub sequence: Option<u64>,
    /// What was found.
    pub what: What,
    /// The sequence of the earlier finding from which this one may follow; none for a first cause.
    pub follows: Option<u64>,
}

impl Finding {
    /// What kind of thing.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.what.kind()
    }
}

/// In English, as the services' logs have it.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.sequence {
            Some(sequence) => write!(f, "{:?} at {sequence}: {}", self.kind(), self.what),
            None => write!(f, "{:?}: {}", self.kind(), self.what),
        }
    }
}

/// What a verification comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every commit is under a signed head, and nothing is wrong.
    Proved,
    /// Nothing is wrong, but no head covers the last commits, or any: they may have been written by the maker of the export.
    NotCovered,
    /// Something is not as it was signed, or not as the rules allow.
    Altered,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Proved, Self::NotCovered, Self::Altered];

    /// Its name for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proved => "PROVED",
            Self::NotCovered => "NOT_COVERED",
            Self::Altered => "ALTERED",
        }
    }
}

/// The result of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Commits in the export.
    pub commits: u64,
    /// The root over them.
    pub root: Hash,
    /// Heads that the export agrees with.
    pub heads: u64,
    /// Commits under the largest of them: what is proved unaltered. Later ones may have been written by the maker of the
    /// export.
    pub covered: u64,
    /// Where commits were changed, if a head says so.
    pub change: Option<AlteredRange>,
    /// Histories that were signed against each other.
    pub histories: Vec<TwoHistories>,
    /// Events whose decision was made again.
    pub decisions: u64,
    /// What of them is taken as given, because the log alone does not say it: event and fields, and of how many events.
    pub given: BTreeMap<&'static str, u64>,
    /// Messages that are no commits, or copies of commits: strangers put them into the log. Part of the history that was
    /// signed, and nothing that the rules decided on.
    pub foreign: u64,
    /// The first of them.
    pub strangers: Vec<Stranger>,
    /// What is wrong, in the order of the log; last, what heads say.
    pub findings: Vec<Finding>,
    /// How many findings there are, also those not told.
    pub total: u64,
    /// How many of them may follow from each first cause, by its sequence; also those not told.
    pub consequences: BTreeMap<u64, u64>,
}

impl Report {
    /// Events of which something is taken as given.
    #[must_use]
    pub fn taken_as_given(&self) -> u64 {
        self.given.values().sum()
    }

    /// What it comes to.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self { total: 1.., .. } => Outcome::Altered,
            // An empty log is covered by nothing either: a head of no commits proves nothing.
            Self { covered: 0, .. } => Outcome::NotCovered,
            Self { covered, commits, .. } if *covered < *commits => Outcome::NotCovered,
            Self { .. } => Outcome::Proved,
        }
    }
}
