//! The four services and what each is told besides what all are told.

use std::fmt;

/// A deployable service of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Takes review requests.
    Intake,
    /// Scores them.
    Risk,
    /// Makes checklists and records verdicts.
    Checkpoint,
    /// Answers queries from PostgreSQL.
    Dashboard,
}

impl Service {
    /// Every service, in the order events flow.
    pub const ALL: [Self; 4] = [Self::Intake, Self::Risk, Self::Checkpoint, Self::Dashboard];

    /// Its short name, e.g. `intake`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Risk => "risk",
            Self::Checkpoint => "checkpoint",
            Self::Dashboard => "dashboard",
        }
    }

    /// The file name of its program, which is also the name of its package, e.g. `haetae-intake`.
    #[must_use]
    pub fn binary(self) -> String {
        format!("haetae-{}", self.name())
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
