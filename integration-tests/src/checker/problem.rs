//! What can be wrong, by name.

use std::fmt;

/// A promise the checker holds a recording to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Every payload is a commit of the aggregate it lies under, and every event in it is known.
    Readable,
    /// Sequences count from 1 without gaps.
    Contiguous,
    /// No commit id occurs twice.
    CommitOnce,
    /// The versions of each aggregate count from 1 without gaps.
    Versions,
    /// No request of a caller took effect twice.
    RequestOnce,
    /// Every commit of a caller was asked for.
    Asked,
    /// Every acknowledged command is in the log, at the sequence its answer named.
    Acknowledged,
    /// What is in the log is what was asked for.
    Content,
    /// A command that was answered "no" is not in the log.
    Refused,
    /// Every step was written on the very state it was decided on: no change was overwritten unseen.
    Etag,
    /// Every review was requested once, and nothing happened to one that was not.
    Requested,
    /// Whatever a review asks is assessed once, and the last assessment is of what it asks now.
    OneAssessment,
    /// Every review has one checklist.
    OneChecklist,
    /// A checklist is revised once for an assessment that changes it, and follows the last one.
    Revised,
    /// A review stands where its diagnosis stands.
    Progress,
    /// A decision says what moved under it.
    Stale,
    /// A review is being diagnosed, and began to be once, when verdicts were recorded.
    DiagnosisStarted,
    /// An answer to a commit names that commit and records its inputs.
    Inputs,
    /// A score comes out again under the policy version it names.
    Score,
    /// A checklist comes out again from the catalogue versions it names.
    Checklist,
    /// Tallies come out again from the verdicts.
    Tally,
    /// Every Fail has one finding that is not closed, opened in its commit.
    Findings,
    /// Published documents hash to what they are named by.
    Documents,
    /// The archive is the log, commit by commit.
    ArchiveContent,
    /// The hashes of the archive's leaves come out again.
    ArchiveTree,
    /// The rows of reviews are what the log says.
    ReviewRows,
    /// The timeline has every event once.
    Timeline,
    /// The read models are byte-equal to a fresh replay.
    Replay,
    /// An answered read with a token shows everything up to it.
    ReadYourWrites,
}

impl Rule {
    /// Every rule.
    pub const ALL: &[Self] = &[
        Self::Readable,
        Self::Contiguous,
        Self::CommitOnce,
        Self::Versions,
        Self::RequestOnce,
        Self::Asked,
        Self::Acknowledged,
        Self::Content,
        Self::Refused,
        Self::Etag,
        Self::Requested,
        Self::OneAssessment,
        Self::OneChecklist,
        Self::Revised,
        Self::Progress,
        Self::Stale,
        Self::DiagnosisStarted,
        Self::Inputs,
        Self::Score,
        Self::Checklist,
        Self::Tally,
        Self::Findings,
        Self::Documents,
        Self::ArchiveContent,
        Self::ArchiveTree,
        Self::ReviewRows,
        Self::Timeline,
        Self::Replay,
        Self::ReadYourWrites,
    ];
}

/// One broken promise: which, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which promise.
    pub rule: Rule,
    /// What was found, with the ids and sequences to look at.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.rule, self.what)
    }
}

/// Collects problems.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Problem>);

impl Findings {
    pub(super) fn add(&mut self, rule: Rule, what: impl Into<String>) {
        self.0.push(Problem { rule, what: what.into() });
    }

    pub(super) fn when(&mut self, wrong: bool, rule: Rule, what: impl FnOnce() -> String) {
        if wrong {
            self.add(rule, what());
        }
    }

    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        self.0.sort_by_key(|problem| problem.rule);
        self.0
    }
}
