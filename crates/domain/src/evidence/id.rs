//! Numbers of evidence.

use std::fmt;

/// Number of a piece of evidence within its review, from 1 in the order they were added; written `E-<n>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EvidenceId(pub u32);

impl EvidenceId {
    /// The number in its written form.
    pub fn parse(id: &str) -> Option<Self> {
        let digits = id.strip_prefix("E-")?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        if plain { digits.parse().ok().map(Self) } else { None }
    }

    /// Its place in the list of its diagnosis.
    pub(crate) fn index(self) -> Option<usize> {
        usize::try_from(self.0).ok()?.checked_sub(1)
    }
}

impl fmt::Display for EvidenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E-{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_written_form_is_a_number() {
        assert_eq!(EvidenceId::parse("E-12").map(|id| id.to_string()).as_deref(), Some("E-12"));
        for wrong in ["", "E-", "E-0", "E-01", "e-1", "F-1", "E-1 ", "E--1", "E-+1", "E-4294967296", "1"] {
            assert_eq!(EvidenceId::parse(wrong), None, "{wrong}");
        }
    }
}
