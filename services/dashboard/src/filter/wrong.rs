//! Errors in a filter.

/// An error in a filter, in both languages. Never repeats the filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) ko: String,
    pub(super) en: String,
}

impl Wrong {
    pub(super) fn new(ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ko: ko.into(), en: en.into() }
    }

    /// At a character of the filter, from 1.
    pub(super) fn at(at: usize, ko: impl AsRef<str>, en: impl AsRef<str>) -> Self {
        Self::new(format!("{at}번째 글자: {}", ko.as_ref()), format!("At character {at}: {}", en.as_ref()))
    }
}
