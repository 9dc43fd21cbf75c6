//! Parks commits that a projection cannot process, together with their unit, so that all others continue.
//!
//! Parked commits are missing from the rows until a build that can process them replays the log. Only a replay
//! applies them at the right place in history ([`crate::rebuild()`]).

use std::collections::{BTreeMap, HashSet};

use haetae_event_log::{Alarm, alarm};
use sqlx::PgConnection;

use crate::{Error, Projection, feed::Step, generation::Generation};

/// The parked commits of a generation, as known to its writer's session.
#[derive(Debug, Default)]
pub(crate) struct Parking {
    /// The units that wait.
    units: HashSet<String>,
    /// Commits that could be read but not written, found one by one, with the cause and the reason.
    unwritable: BTreeMap<u64, (Cause, String)>,
    suspects: Option<Suspects>,
}

/// A range of commits that contains one which cannot be written.
#[derive(Clone, Copy, Debug)]
struct Suspects {
    /// The last of them.
    until: u64,
    /// The number of commits written at once; halved with every failure.
    most: usize,
}

/// A commit to be parked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parked {
    sequence: u64,
    unit: String,
    subject: String,
    cause: Cause,
    reason: String,
}

/// Why a commit is parked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The build that parked it does not understand it.
    Unreadable,
    /// The database refuses its rows.
    Unwritable,
    /// No process survived the attempts to write it.
    Fatal,
    /// It waits behind another of its unit.
    Waiting,
}

impl Cause {
    const ALL: [Self; 4] = [Self::Unreadable, Self::Unwritable, Self::Fatal, Self::Waiting];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Unwritable => "unwritable",
            Self::Fatal => "fatal",
            Self::Waiting => "waiting",
        }
    }

    /// From its stored form.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == word)
    }
}

impl Parking {
    /// Reads the parked commits from the database.
    pub(crate) async fn read(db: &mut PgConnection, of: &Generation) -> Result<Self, Error> {
        let sql = "SELECT DISTINCT unit FROM projection.parked WHERE name = $1 AND generation = $2";
        let units: Vec<String> = sqlx::query_scalar(sql).bind(of.name).bind(of.number).fetch_all(db).await?;
        Ok(Self { units: units.into_iter().collect(), ..Self::default() })
    }

    /// Separates the changes to write from the commits to park. Of a parked commit, only the part that follows from
    /// its position is written.
    pub(crate) fn sort<P: Projection>(&self, steps: Vec<Step<P::Change>>) -> (Vec<P::Change>, Vec<Parked>) {
        let nothing_waits = self.units.is_empty() && self.unwritable.is_empty();
        if nothing_waits && steps.iter().all(|step| step.change.is_ok()) {
            return (steps.into_iter().filter_map(|step| step.change.ok().flatten()).collect(), Vec::new());
        }
        let (mut changes, mut parked) = (Vec::new(), Vec::new());
        let mut fresh = HashSet::new();
        for Step { sequence, key, change, aside, .. } in steps {
            let unwritable = self.unwritable.get(&sequence);
            if unwritable.is_none() && matches!(change, Ok(None)) {
                continue;
            }
            let unit = P::unit(&key).unwrap_or_default();
            let waits = self.units.contains(&unit) || fresh.contains(&unit);
            let (cause, reason) = match (&change, unwritable) {
                _ if waits => (Cause::Waiting, String::new()),
                (Err(refusal), _) => (Cause::Unreadable, refusal.to_string()),
                (Ok(_), Some((cause, reason))) => (*cause, reason.clone()),
                (Ok(_), None) => {
                    changes.extend(change.ok().flatten());
                    continue;
                }
            };
            let left = aside.map(|left| *left);
            changes.extend(left.or_else(|| change.ok().flatten().and_then(P::set_aside)));
            fresh.insert(unit.clone());
            parked.push(Parked { sequence, unit, subject: key.subject(), cause, reason });
        }
        (changes, parked)
    }

    /// Maximum number of commits after `position` that may be written at once.
    pub(crate) fn most(&mut self, position: u64) -> usize {
        self.suspects = self.suspects.filter(|suspects| position < suspects.until);
        self.suspects.map_or(usize::MAX, |suspects| suspects.most)
    }

    /// Records that the commits from `first` to `last` could not be written together. If the range is a single
    /// commit, that commit is at fault.
    pub(crate) fn suspect(&mut self, first: u64, last: u64, reason: &str) {
        if first == last {
            self.unwritable.insert(last, (Cause::Unwritable, reason.to_owned()));
        }
        let most = usize::try_from(last - first).unwrap_or(usize::MAX).div_ceil(2).max(1);
        let until = self.suspects.map_or(last, |suspects| suspects.until.max(last));
        self.suspects = Some(Suspects { until, most });
    }

    /// Records that no process survived the attempts to write a commit; what it contains is not known.
    pub(crate) fn give_up(&mut self, sequence: u64, reason: String) {
        self.unwritable.insert(sequence, (Cause::Fatal, reason));
    }

    /// Records that the changes of [`store`] and the position were committed. Commits that were given up are now
    /// parked, or do not count.
    pub(crate) fn reached(&mut self, position: u64, parked: Vec<Parked>) {
        self.unwritable = self.unwritable.split_off(&(position + 1));
        self.units.extend(parked.into_iter().map(|parked| parked.unit));
    }
}

/// Puts commits aside, in the caller's transaction.
pub(crate) async fn store(tx: &mut PgConnection, of: &Generation, parked: &[Parked]) -> Result<(), Error> {
    if parked.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO projection.parked (name, generation, seq, unit, subject, cause, reason) \
               SELECT $1, $2, * FROM UNNEST($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[])";
    let each = || parked.iter();
    let insert = sqlx::query(sql)
        .bind(of.name)
        .bind(of.number)
        .bind(each().map(|commit| commit.sequence.cast_signed()).collect::<Vec<_>>())
        .bind(each().map(|commit| commit.unit.as_str()).collect::<Vec<_>>())
        .bind(each().map(|commit| commit.subject.as_str()).collect::<Vec<_>>())
        .bind(each().map(|commit| commit.cause.as_str()).collect::<Vec<_>>())
        .bind(each().map(|commit| commit.reason.as_str()).collect::<Vec<_>>());
    insert.execute(&mut *tx).await?;
    let sql = "UPDATE projection.positions SET parked = \
               (SELECT count(DISTINCT unit) FROM projection.parked WHERE name = $1 AND generation = $2) \
               WHERE name = $1 AND generation = $2";
    sqlx::query(sql).bind(of.name).bind(of.number).execute(tx).await?;
    Ok(())
}

/// Logs the parked commits, with an alarm for each that does not just wait behind another.
pub(crate) fn report(of: &Generation, parked: &[Parked]) {
    for Parked { sequence, unit, subject, cause, reason } in parked {
        if *cause == Cause::Waiting {
            tracing::warn!(projection = of.name, sequence, subject, unit, "commit waits behind a parked one");
        } else {
            let (projection, error) = (of.name, reason);
            alarm!(error, Alarm::CommitParked, projection, sequence, subject, unit, error, "commit parked");
        }
    }
}

/// The parked commits of a generation, in order.
pub(crate) async fn sequences(db: &mut PgConnection, of: &Generation) -> Result<Vec<(i64, String)>, Error> {
    let sql = "SELECT seq, unit FROM projection.parked WHERE name = $1 AND generation = $2 ORDER BY seq";
    Ok(sqlx::query_as(sql).bind(of.name).bind(of.number).fetch_all(db).await?)
}

/// Why the database refuses the data of a commit. None for a temporary error, or one that no commit causes.
pub(crate) fn blame(error: &sqlx::Error) -> Option<String> {
    /// SQLSTATE classes of data errors, integrity violations and program limits (size of an index row, number of
    /// columns).
    const CLASSES: [&str; 3] = ["22", "23", "54"];
    if let sqlx::Error::Encode(cause) = error {
        return Some(cause.to_string());
    }
    let refused = error.as_database_error()?;
    let code = refused.code()?;
    CLASSES.iter().any(|class| code.starts_with(class)).then(|| format!("{} ({code})", refused.message()))
}
