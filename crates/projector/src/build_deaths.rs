//! Commits that kill the process while it builds a new generation.
//!
//! The partial build is dropped with the process, so the next build begins at the first commit and would die again.
//! Therefore a build records its progress in a row, and deletes the row at its end. A build that finds the row of
//! another process does not use the bulk load, which writes rows later than the commits they come from. It reads one
//! commit at a time from where the other process died, for as many commits as the other may have read ahead. A commit
//! over which [`FATAL`] builds died is parked with its unit, and stays in the row for later builds.

use std::sync::LazyLock;

use haetae_domain::causes::with_causes;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::{
    Error,
    deaths::{AHEAD, FATAL},
};

/// This process.
#[expect(clippy::disallowed_methods, reason = "a name for this process, which nothing is derived from")]
static PROCESS: LazyLock<Uuid> = LazyLock::new(Uuid::new_v4);

/// How a build continues from a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leg {
    /// As always, up to this position.
    Run(u64),
    /// With the next commit alone.
    Alone,
    /// Park the next commit, over which this number of builds died.
    Park(i32),
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
struct BuildAttempt {
    process: Uuid,
    seq: i64,
    begun: i32,
    until: i64,
    alone: bool,
    fatal: Vec<i64>,
}

/// The deaths of earlier builds, as known to one build.
#[derive(Debug)]
pub(crate) struct Toll {
    /// The key of the row.
    name: String,
    /// The row of another process.
    found: Option<BuildAttempt>,
    row: BuildAttempt,
}

impl Toll {
    /// For a build of `projection` that begins.
    pub(crate) async fn read(db: &mut PgConnection, projection: &str) -> Result<Self, Error> {
        let name = name(projection);
        let sql = "SELECT process, seq, begun, until, alone, fatal FROM projection.attempts WHERE name = $1";
        let found: Option<BuildAttempt> = sqlx::query_as(sql).bind(&name).fetch_optional(&mut *db).await?;
        Ok(Self::after(name, found, *PROCESS))
    }

    fn after(name: String, found: Option<BuildAttempt>, process: Uuid) -> Self {
        let fatal = found.as_ref().map(|row| row.fatal.clone()).unwrap_or_default();
        let row = BuildAttempt { process, seq: 0, begun: 1, until: 0, alone: false, fatal };
        // A failed build of this process did not kill the process.
        let found = found.filter(|row| row.process != process);
        if let Some(BuildAttempt { seq, begun, .. }) = &found {
            tracing::warn!(name, position = seq, begun, "the previous process died during a build; building with care");
        }
        Self { name, found, row }
    }

    /// Whether a build before died.
    pub(crate) const fn takes_care(&self) -> bool {
        self.found.is_some()
    }

    /// How to continue from `position`, at most to `target`.
    pub(crate) fn leg(&mut self, position: u64, target: u64) -> Leg {
        let (next, seq) = (position + 1, position.cast_signed());
        if self.row.fatal.contains(&next.cast_signed()) {
            return Leg::Park(FATAL);
        }
        let fatal = self.row.fatal.iter().map(|fatal| fatal.cast_unsigned() - 1).filter(|before| *before > position);
        let target = fatal.min().unwrap_or(u64::MAX).min(target);
        let Some(found) = &self.found else { return Leg::Run(target) };
        let until = if found.alone { found.until } else { found.seq + AHEAD };
        if seq < found.seq {
            return Leg::Run(target.min(found.seq.cast_unsigned()));
        }
        if seq >= until {
            return Leg::Run(target);
        }
        let begun = if found.alone && found.seq == seq { found.begun + 1 } else { 1 };
        if begun > FATAL {
            self.row.fatal.push(next.cast_signed());
            return Leg::Park(begun - 1);
        }
        (self.row.begun, self.row.until) = (begun, until);
        Leg::Alone
    }

    /// Records that the commits after `position` are begun, as [`Self::leg`] returned.
    pub(crate) async fn begin(&mut self, db: &mut PgConnection, position: u64, leg: Leg) -> Result<(), Error> {
        (self.row.seq, self.row.alone) = (position.cast_signed(), leg == Leg::Alone);
        let sql = "INSERT INTO projection.attempts (name, process, seq, begun, until, alone, fatal) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO UPDATE \
                   SET process = $2, seq = $3, begun = $4, until = $5, alone = $6, fatal = $7";
        let BuildAttempt { process, seq, begun, until, alone, fatal } = &self.row;
        let write = sqlx::query(sql).bind(&self.name).bind(process).bind(seq).bind(begun).bind(until);
        write.bind(alone).bind(fatal).execute(db).await?;
        Ok(())
    }
}

/// Records that no build of `projection` is running, or that it was stopped in an orderly way.
pub(crate) async fn ended(pool: &PgPool, projection: &str) {
    let sql = "DELETE FROM projection.attempts WHERE name = $1 AND process = $2";
    if let Err(error) = sqlx::query(sql).bind(name(projection)).bind(*PROCESS).execute(pool).await {
        tracing::debug!(projection, error = with_causes(&error), "could not record that the build ended");
    }
}

fn name(projection: &str) -> String {
    format!("{projection}/build")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The row that another process leaves when its build dies at `position`.
    fn dies(toll: &mut Toll, position: u64, leg: Leg, process: u128) -> Toll {
        (toll.row.seq, toll.row.alone) = (position.cast_signed(), leg == Leg::Alone);
        Toll::after(String::new(), Some(toll.row.clone()), Uuid::from_u128(process))
    }

    /// A3: builds that die over commits 13 and 30 park these two, and no other.
    #[test]
    fn builds_that_die_park_what_they_die_over() {
        let mut toll = Toll::after(String::new(), None, Uuid::from_u128(1));
        for (fatal, batch) in [(13, 10), (30, 20)] {
            let leg = toll.leg(batch, 40);
            assert_eq!(leg, Leg::Run(40));
            toll = dies(&mut toll, batch, leg, u128::from(fatal));
            for times in 1..=3 {
                assert!(toll.takes_care());
                assert_eq!(toll.leg(0, 40), Leg::Run(if fatal == 13 && times == 1 { 10 } else { toll.leg_end(40) }));
                assert_eq!(toll.leg(fatal - 1, 40), Leg::Alone, "{fatal} {times}");
                assert_eq!(toll.row.begun, times);
                toll =
                    dies(&mut toll, fatal - 1, Leg::Alone, u128::from(fatal * 10) + u128::from(times.unsigned_abs()));
            }
            assert_eq!(toll.leg(fatal - 1, 40), Leg::Park(3));
            assert_eq!(toll.leg(fatal, 40), Leg::Alone);
            // The same build goes on, and the next one dies elsewhere.
            toll = Toll::after(String::new(), Some(BuildAttempt { seq: 0, ..toll.row.clone() }), toll.row.process);
        }
        assert_eq!(toll.row.fatal, [13, 30]);
        assert_eq!((toll.leg(0, 40), toll.leg(12, 40), toll.leg(13, 40)), (Leg::Run(12), Leg::Park(3), Leg::Run(29)));
    }

    impl Toll {
        /// The end of the first leg: before the commit known to be fatal, and the position where the other build died.
        fn leg_end(&self, target: u64) -> u64 {
            let died = self.found.as_ref().map_or(target, |row| row.seq.cast_unsigned());
            self.row.fatal.iter().map(|fatal| fatal.cast_unsigned() - 1).fold(died.min(target), u64::min)
        }
    }

    #[test]
    fn a_build_that_failed_in_this_process_is_no_death() {
        let mut toll = Toll::after(String::new(), None, Uuid::from_u128(1));
        let leg = toll.leg(10, 40);
        assert!(!dies(&mut toll, 10, leg, 1).takes_care());
    }
}
