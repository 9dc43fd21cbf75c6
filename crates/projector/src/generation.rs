//! Generations: every rebuild of a projection has its own schema and its own fenced position.

use std::fmt;

use sqlx::PgConnection;

use crate::Error;

/// The purpose of a generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Being rebuilt; it has no readers.
    Building,
    /// The one readers see; at most one of each projection.
    Live,
    /// Was live, or was built and could not be made live; kept until it is dropped.
    Retired,
}

impl State {
    /// From its stored form.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::Building, Self::Live, Self::Retired].into_iter().find(|state| state.as_str() == word)
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Live => "live",
            Self::Retired => "retired",
        }
    }
}

/// One generation, as far as its writer has brought it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Generation {
    pub(crate) name: &'static str,
    pub(crate) number: i32,
    pub(crate) state: State,
    pub(crate) position: u64,
}

impl Generation {
    /// The schema its tables are in.
    pub(crate) fn schema(&self) -> String {
        schema(self.name, self.number)
    }

    /// Advances the stored position, if it is still where this writer left it. First statement of every transaction:
    /// of two writers, the second waits here and then finds that it has lost the lease.
    pub(crate) async fn advance(&self, db: &mut PgConnection, to: u64) -> Result<(), Error> {
        let sql = "UPDATE projection.positions SET seq = $5, heard_at = now() \
                   WHERE name = $1 AND generation = $2 AND state = $3 AND seq = $4";
        let fence = sqlx::query(sql)
            .bind(self.name)
            .bind(self.number)
            .bind(self.state.as_str())
            .bind(self.position.cast_signed())
            .bind(to.cast_signed());
        match fence.execute(db).await?.rows_affected() {
            1 => Ok(()),
            _ => Err(Error::Busy { what: self.to_string() }),
        }
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} generation {} ({})", self.name, self.number, self.state.as_str())
    }
}

/// The schema of a generation's tables.
pub(crate) fn schema(name: &str, number: i32) -> String {
    format!("{name}_g{number}")
}
