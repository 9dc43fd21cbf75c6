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

/// A number with an English noun: `1 finding`, `0 findings`. For nouns whose plural ends with `s`.
pub fn counted(count: impl Display, noun: &str) -> String {
    let count = count.to_string();
    let ending = if count == "1" { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// The probable meaning of an unknown word: a known word that differs in one or two letters, and in fewer than half.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |name: &&str| strsim::osa_distance(word, name);
    known.into_iter().min_by_key(distance).filter(|name| distance(name) <= 2.min(name.chars().count() / 2))
}

/// The question whether that was meant, to append to an error; empty for none.
pub fn did_you_mean(near: Option<&str>) -> Text {
    let Some(near) = near else { return Text::default() };
    Text::new(format!(" `{near}`을(를) 쓰려던 것입니까?"), format!("; did you mean `{near}`?"))
}

impl<K: Into<String>, E: Into<String>> From<(K, E)> for Text {
    fn from((ko, en): (K, E)) -> Self {
        Self::new(ko, en)
    }
}
