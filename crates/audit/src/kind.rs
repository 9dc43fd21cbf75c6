//! The kinds of things that a verification finds wrong.

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A signed head is not one of this log's, or the export is not what it was signed over.
    Head,
    /// The export is cut or holds what is no commit.
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
    /// One person did what takes two.
    SeparationOfDuties,
    /// What a commit says it rests on is not what the log has there.
    Binding,
    /// A commit is dated before those it follows on.
    Time,
}
