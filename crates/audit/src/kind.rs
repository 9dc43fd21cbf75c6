//! The kinds of problems that a verification finds.

/// The kind of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A signed head does not belong to this log, or the export differs from the history it was signed over.
    Head,
    /// The export is truncated or contains a record that is no commit.
    Record,
    /// Sequences do not count from 1 without gaps.
    Order,
    /// A commit or an event in it cannot be read.
    Content,
    /// A commit is not the next of its aggregate, or has the id of another.
    Version,
    /// A commit names a cause that it does not have.
    Cause,
    /// The rules would not have allowed this decision on the state it was made on.
    Decision,
    /// One person took two steps that require two people.
    SeparationOfDuties,
    /// A commit refers to something that the log does not have there.
    Binding,
    /// A commit is dated before a commit that it follows.
    Time,
}
