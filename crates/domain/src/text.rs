//! Texts for people, always in both languages.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

/// A text in Korean and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text from its two halves.
    pub fn new(ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ko: ko.into(), en: en.into() }
    }
}

/// So many of something, as English counts: `1 finding`, `0 findings`. For nouns whose plural ends with `s`.
pub fn counted(count: impl Display, noun: &str) -> String {
    let count = count.to_string();
    let ending = if count == "1" { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

impl<K: Into<String>, E: Into<String>> From<(K, E)> for Text {
    fn from((ko, en): (K, E)) -> Self {
        Self::new(ko, en)
    }
}
