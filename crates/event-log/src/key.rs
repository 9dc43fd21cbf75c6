//! The aggregate a commit belongs to, and its single literal subject.

use std::{fmt, str::FromStr, sync::Arc};

use thiserror::Error;

/// First token of every subject of the log.
pub(crate) const PREFIX: &str = "ev";

/// Longest aggregate id, in bytes.
const MAX_ID: usize = 64;

/// A kind of aggregate. Each category is written by exactly one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// A request and its life; written by intake.
    Review,
    /// The assessment of a review; written by risk.
    Risk,
    /// Scoring policy; written by risk.
    Policy,
    /// The checklist of a review; written by checkpoint.
    Diagnosis,
    /// Controls and their texts; written by checkpoint.
    Catalog,
    /// Messages on subjects that name no aggregate, published by foreign clients. Readers of the log skip them. The
    /// archive keeps them, because its tree has no holes.
    Foreign,
}

impl Category {
    /// Every category that has aggregates, in the order of the flow.
    pub const ALL: [Self; 5] = [Self::Review, Self::Risk, Self::Policy, Self::Diagnosis, Self::Catalog];

    /// The name used in subjects and payloads.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Risk => "risk",
            Self::Policy => "policy",
            Self::Diagnosis => "diagnosis",
            Self::Catalog => "catalog",
            Self::Foreign => "foreign",
        }
    }

    /// The subject filter that matches every aggregate of this category.
    #[must_use]
    pub fn filter(self) -> String {
        format!("{PREFIX}.{}.*", self.as_str())
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Category {
    type Err = InvalidKey;

    fn from_str(name: &str) -> Result<Self, InvalidKey> {
        Self::ALL.into_iter().find(|category| category.as_str() == name).ok_or(InvalidKey::Category)
    }
}

/// Why something is not the name of an aggregate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidKey {
    /// The id is empty or too long.
    #[error("an aggregate id has 1 to {MAX_ID} characters")]
    Length,
    /// The id contains a character that is not allowed in a subject.
    #[error("an aggregate id consists of A–Z, a–z, 0–9, '_' and '-'")]
    Character,
    /// There is no such category.
    #[error("unknown category")]
    Category,
    /// The subject is not `ev.<category>.<aggregate_id>`.
    #[error("not a subject of the event log")]
    Subject,
}

/// One aggregate: its category and id. A key guarantees that its subject is literal and names nothing else. For a
/// foreign message it is [`Category::Foreign`] and the whole subject.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AggregateKey {
    category: Category,
    id: Arc<str>,
}

impl AggregateKey {
    /// A key from its parts.
    ///
    /// # Errors
    /// [`InvalidKey::Length`] or [`InvalidKey::Character`] when `id` is not `[A-Za-z0-9_-]{1,64}`, [`InvalidKey::Category`]
    /// for [`Category::Foreign`], which has no aggregates.
    pub fn new(category: Category, id: &str) -> Result<Self, InvalidKey> {
        if category == Category::Foreign {
            return Err(InvalidKey::Category);
        }
        if id.is_empty() || id.len() > MAX_ID {
            return Err(InvalidKey::Length);
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if !id.bytes().all(allowed) {
            return Err(InvalidKey::Character);
        }
        Ok(Self { category, id: id.into() })
    }

    /// The key a subject belongs to.
    ///
    /// # Errors
    /// [`InvalidKey`] when it is not exactly `ev.<category>.<aggregate_id>`.
    pub fn from_subject(subject: &str) -> Result<Self, InvalidKey> {
        let mut tokens = subject.split('.');
        match (tokens.next(), tokens.next(), tokens.next(), tokens.next()) {
            (Some(PREFIX), Some(category), Some(id), None) => Self::new(category.parse()?, id),
            _ => Err(InvalidKey::Subject),
        }
    }

    /// The key of a message stored in the log under `subject`, whichever client published it. A NUL in a foreign
    /// subject, which the archive's database cannot store, and a space, which no client can publish on, are read as
    /// U+FFFD.
    #[must_use]
    pub fn found(subject: &str) -> Self {
        let foreign = |_| Self { category: Category::Foreign, id: readable(subject).into() };
        Self::from_subject(subject).unwrap_or_else(foreign)
    }

    /// The key of a message on this subject that does not count, whatever its content.
    #[must_use]
    pub(crate) fn of_a_stranger(&self) -> Self {
        Self { category: Category::Foreign, id: self.subject().into() }
    }

    /// Whether the subject names no aggregate.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.category == Category::Foreign
    }

    /// The category.
    #[must_use]
    pub const fn category(&self) -> Category {
        self.category
    }

    /// The aggregate id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The literal subject this aggregate's commits live on.
    #[must_use]
    pub fn subject(&self) -> String {
        if self.is_foreign() {
            return self.id.to_string();
        }
        format!("{PREFIX}.{}.{}", self.category, self.id)
    }
}

fn readable(subject: &str) -> String {
    subject.replace(|c: char| c == '\0' || c.is_whitespace(), "\u{FFFD}")
}

impl fmt::Display for AggregateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.category, self.id)
    }
}

impl fmt::Debug for AggregateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_and_its_key_are_one_to_one() {
        for category in Category::ALL {
            let key = AggregateKey::new(category, "aZ09_-").expect("valid");
            assert_eq!(AggregateKey::from_subject(&key.subject()), Ok(key));
        }
    }

    #[test]
    fn nothing_that_could_widen_a_subject_becomes_a_key() {
        for id in ["a.b", "*", ">", "a b", "a\r\n", "가", "a/b", "$"] {
            assert_eq!(AggregateKey::new(Category::Review, id), Err(InvalidKey::Character), "{id:?}");
        }
        assert_eq!(AggregateKey::new(Category::Review, ""), Err(InvalidKey::Length));
        assert_eq!(AggregateKey::new(Category::Review, &"a".repeat(65)), Err(InvalidKey::Length));
        assert!(AggregateKey::new(Category::Review, &"a".repeat(64)).is_ok());
    }

    #[test]
    fn foreign_subjects_are_not_keys() {
        for subject in ["", "ev", "ev.review", "ev.review.a.b", "x.review.a", "ev..a"] {
            assert!(AggregateKey::from_subject(subject).is_err(), "{subject:?}");
        }
        assert_eq!(AggregateKey::from_subject("ev.nope.a"), Err(InvalidKey::Category));
        assert_eq!(AggregateKey::from_subject("ev.foreign.a"), Err(InvalidKey::Category));
        assert_eq!(AggregateKey::new(Category::Foreign, "a"), Err(InvalidKey::Category));
    }

    #[test]
    fn a_foreign_message_keeps_its_subject_whatever_it_is() {
        for subject in ["ev.test", "ev.review.x!y", "ev.foreign.a", "", "ev.review.a.b", "가"] {
            let key = AggregateKey::found(subject);
            assert!(key.is_foreign() && key.subject() == subject, "{subject:?}");
        }
        assert_eq!(AggregateKey::found("ev.review.a\u{a0}b\0").subject(), "ev.review.a\u{FFFD}b\u{FFFD}");
        assert!(!AggregateKey::found("ev.review.a").is_foreign());
    }
}
