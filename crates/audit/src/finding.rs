//! The result of a verification.

use std::{collections::BTreeMap, fmt};

use haetae_proof::Hash;

use crate::{
    kind::Kind,
    signed::{AlteredRange, TwoHistories},
    what::{Stranger, What},
};

/// One problem, and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The commit it concerns; none for the log as a whole.
    pub sequence: Option<u64>,
    /// The content of the finding.
    pub what: What,
    /// The sequence of the earlier finding that may have caused this one; none for a first cause.
    pub follows: Option<u64>,
}

impl Finding {
    /// The kind.
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

/// The outcome of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every commit is covered by a signed head, and no problem was found.
    Proved,
    /// No problem was found, but no head covers the last commits, or any: the maker of the export may have written
    /// them.
    NotCovered,
    /// Something differs from what was signed, or from what the rules allow.
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
    /// Commits under the largest of them, which are proved unaltered. The maker of the export may have written later
    /// ones.
    pub covered: u64,
    /// The range in which commits were changed, if the heads show it.
    pub change: Option<AlteredRange>,
    /// Contradicting histories signed by the same key.
    pub histories: Vec<TwoHistories>,
    /// Events whose decision was repeated.
    pub decisions: u64,
    /// Parts of these events that are taken as given, because the log alone does not determine them: event and
    /// fields, and the number of events.
    pub given: BTreeMap<&'static str, u64>,
    /// Messages that are no commits, or copies of commits, published by foreign clients. They are part of the signed
    /// history, but not of what the rules decided.
    pub foreign: u64,
    /// The first of them.
    pub strangers: Vec<Stranger>,
    /// The problems, in the order of the log; those of heads come last.
    pub findings: Vec<Finding>,
    /// Total number of findings, including those not listed.
    pub total: u64,
    /// Number of findings that may follow from each first cause, by its sequence, including those not listed.
    pub consequences: BTreeMap<u64, u64>,
}

impl Report {
    /// Number of events with a part that is taken as given.
    #[must_use]
    pub fn taken_as_given(&self) -> u64 {
        self.given.values().sum()
    }

    /// The outcome.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self { total: 1.., .. } => Outcome::Altered,
            // An empty log is not covered either: a head without commits proves nothing.
            Self { covered: 0, .. } => Outcome::NotCovered,
            Self { covered, commits, .. } if *covered < *commits => Outcome::NotCovered,
            Self { .. } => Outcome::Proved,
        }
    }
}
