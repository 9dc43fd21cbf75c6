//! The number of reviews of each [`Cell`] over the log: the changes are written every [`BLOCK`] commits. The counts
//! at any position are those of the previous block plus the few changes since.

use std::collections::BTreeMap;

use haetae_projector::{NewRows, Tables};
use sqlx::{AssertSqlSafe, FromRow as _, PgConnection, Row as _};

use super::{
    cells::{Cell, Cells},
    view::Review,
};

/// Commits between two rows of a team.
const BLOCK: u64 = 1_024;
/// The team name for the counts over all teams.
pub(crate) const ALL_TEAMS: &str = "";

/// The counts after the last change, and the rows to be written.
#[derive(Debug, Default)]
pub(super) struct TeamCounts {
    /// None until the first change of a session.
    teams: Option<BTreeMap<String, Team>>,
    /// The block being counted.
    block: u64,
    rows: NewRows,
}

#[derive(Debug, Default)]
struct Team {
    cells: Cells,
    /// Whether anything changed in this block.
    touched: bool,
}

impl TeamCounts {
    /// Reads the tables, unless that was done.
    pub(super) async fn prepare(&mut self, db: &mut PgConnection) -> sqlx::Result<()> {
        if self.teams.is_some() {
            return Ok(());
        }
        let seen: Option<i64> = sqlx::query_scalar("SELECT max(seq) FROM reviews").fetch_one(&mut *db).await?;
        self.block = block(seen.map_or(0, i64::cast_unsigned));
        let start = (self.block * BLOCK).cast_signed();
        let columns = Cell::COLUMNS;
        let sql = format!(
            "SELECT team, {columns}, count(*)::int AS reviews, bool_or(seq > $1) AS touched FROM reviews \
             GROUP BY team, {columns}"
        );
        let mut teams = BTreeMap::<String, Team>::new();
        for row in sqlx::query(AssertSqlSafe(sql)).bind(start).fetch_all(db).await? {
            let cell = Cell::from_row(&row)?;
            let (reviews, touched): (i32, bool) = (row.try_get("reviews")?, row.try_get("touched")?);
            for team in [row.try_get("team")?, ALL_TEAMS] {
                let team = teams.entry(team.to_owned()).or_default();
                team.cells.add(cell, reviews);
                team.touched |= touched;
            }
        }
        self.teams = Some(teams);
        Ok(())
    }

    /// Advances to a commit: writes the changes of the previous block.
    fn reach(&mut self, sequence: u64) {
        let before = std::mem::replace(&mut self.block, block(sequence));
        if before == self.block {
            return;
        }
        let end = ((before + 1) * BLOCK).cast_signed();
        for (name, team) in self.teams.iter_mut().flatten().filter(|(_, team)| team.touched) {
            team.touched = false;
            self.rows.row(3).text(name).bigint(end).integers(&team.cells.store());
        }
    }

    /// Counts a review that is new or has changed.
    pub(super) fn note(&mut self, before: Option<Cell>, after: &Review) {
        self.reach(after.sequence);
        let Some(teams) = &mut self.teams else { return };
        for name in [&after.team, ALL_TEAMS] {
            if !teams.contains_key(name) {
                teams.insert(name.to_owned(), Team::default());
            }
            let Some(team) = teams.get_mut(name) else { continue };
            team.touched = true;
            if let Some(before) = before {
                team.cells.add(before, -1);
            }
            team.cells.add(Cell::of(after), 1);
        }
    }

    /// Writes the rows that are due.
    pub(super) async fn store(&mut self, tables: &mut Tables<'_>) -> sqlx::Result<()> {
        tables.append("counts", &mut self.rows).await
    }
}

/// The block of a commit; it ends with the sequence `(block + 1) * BLOCK`.
const fn block(sequence: u64) -> u64 {
    sequence.saturating_sub(1) / BLOCK
}
