//! The answer to one question.

/// The answer of the policies.
pub(super) enum Answer {
    Yes,
    Forbidden(Vec<String>),
    NotPermitted,
}
