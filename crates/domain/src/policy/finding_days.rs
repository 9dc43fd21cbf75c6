//! Time limits for the fixes of findings.

use serde::{Deserialize, Serialize};

use crate::vocabulary::Level;

/// Calendar days from the verdict to the due date, by the severity of the finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingDays {
    /// For low.
    pub low: u16,
    /// For medium.
    pub medium: u16,
    /// For high.
    pub high: u16,
    /// For critical.
    pub critical: u16,
}

/// The limits under a policy without its own: a quarter for low, two months, a month, two weeks.
impl Default for FindingDays {
    fn default() -> Self {
        Self { low: 90, medium: 60, high: 30, critical: 14 }
    }
}

impl FindingDays {
    /// The days for one severity.
    pub const fn of(&self, severity: Level) -> u16 {
        match severity {
            Level::Low => self.low,
            Level::Medium => self.medium,
            Level::High => self.high,
            Level::Critical => self.critical,
        }
    }
}
