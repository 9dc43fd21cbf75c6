//! Numbers of findings.

use std::fmt;

/// Number of a finding within its review, from 1 in the order they were opened; written `F-<n>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingId(pub u32);

impl FindingId {
    /// The number in its written form.
    pub fn parse(id: &str) -> Option<Self> {
        let digits = id.strip_prefix("F-")?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        if plain { digits.parse().ok().map(Self) } else { None }
    }

    /// Its place in the list of its diagnosis.
    pub(crate) fn index(self) -> Option<usize> {
        usize::try_from(self.0).ok()?.checked_sub(1)
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "F-{}", self.0)
    }
}
