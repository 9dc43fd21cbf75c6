//! The answer to one question.

/// What the policies say to a question.
pub(super) enum Answer {
    Yes,
    Forbidden(Vec<String>),
    NotPermitted,
}
