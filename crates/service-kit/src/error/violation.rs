//! A violation: the problem with one field.

use std::borrow::Cow;

/// A text that is fixed or made for the occasion.
pub type Text = Cow<'static, str>;

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Path in the request, e.g. `profile.stage` or `verdicts[3].reason`.
    pub field: String,
    /// The problem, in Korean.
    pub ko: Text,
    /// The problem, in English.
    pub en: Text,
}

impl Violation {
    pub(super) fn new(field: &str, ko: impl Into<Text>, en: impl Into<Text>) -> Self {
        Self { field: field.to_owned(), ko: ko.into(), en: en.into() }
    }
}
