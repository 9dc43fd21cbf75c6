//! Ids derived from the review, and names in the characters that OSCAL allows.

use haetae_domain::{checkpoint_key::CheckpointKey, finding::FindingId};
use uuid::Uuid;

/// Derives the ids in one review's document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ids(Uuid);

impl Ids {
    pub(super) const fn of(review: Uuid) -> Self {
        Self(review)
    }

    /// The id of one object; equal parts have equal ids.
    pub(super) fn id(self, kind: &str, parts: &[&str]) -> String {
        let name = std::iter::once(kind).chain(parts.iter().copied()).collect::<Vec<_>>().join("\u{1f}");
        Uuid::new_v5(&self.0, name.as_bytes()).to_string()
    }

    /// The observation that is a verdict.
    pub(super) fn observation(self, key: &CheckpointKey, round: u32) -> String {
        self.id("observation", &[&key.to_string(), &round.to_string()])
    }

    /// The observation that is the nth verdict of a round, corrected in the same round.
    pub(super) fn corrected(self, key: &CheckpointKey, round: u32, nth: usize) -> String {
        self.id("observation", &[&key.to_string(), &round.to_string(), &nth.to_string()])
    }

    /// The OSCAL risk of a finding.
    pub(super) fn risk(self, finding: FindingId) -> String {
        self.id("risk", &[&finding.to_string()])
    }
}

/// A control, named across catalogues.
pub(super) fn control_id(key: &CheckpointKey) -> String {
    token(&format!("{}_{}", key.catalog, key.control))
}

/// A check of a control.
pub(super) fn statement_id(key: &CheckpointKey) -> String {
    token(&format!("{}_{}_{}", key.catalog, key.control, key.check))
}

/// A token begins with a letter or `_`, followed by letters, digits, `.`, `-` and `_`.
pub(super) fn token(name: &str) -> String {
    let allowed = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
    let token: String = name.chars().map(allowed).collect();
    if token.starts_with(|c: char| c.is_alphabetic() || c == '_') { token } else { format!("_{token}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_tokens() {
        assert_eq!(token("2.1.1"), "_2.1.1");
        assert_eq!(token("smart-city-2021_2.1.1"), "smart-city-2021_2.1.1");
        assert_eq!(token("web:가 나"), "web_가_나");
        assert_eq!(token(""), "_");
    }

    #[test]
    fn ids_tell_kinds_parts_and_reviews_apart() {
        let (a, b) = (Ids::of(Uuid::from_u128(1)), Ids::of(Uuid::from_u128(2)));
        assert_eq!(a.id("risk", &["x", "y"]), a.id("risk", &["x", "y"]));
        let different =
            [a.id("risk", &["x", "y"]), a.id("risk", &["xy"]), a.id("party", &["x", "y"]), b.id("risk", &["x", "y"])];
        assert!((1..4).all(|n| !different[..n].contains(&different[n])), "{different:?}");
    }
}
