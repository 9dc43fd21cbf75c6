//! Counts.

use sqlx::{AssertSqlSafe, FromRow as _, Row as _};

use super::{Snapshot, Visible};
use crate::board::{ALL_TEAMS, Cell, Cells};

/// The last counts that were written down up to a position.
const WRITTEN: &str = "SELECT mark.seq, counts.cells \
    FROM (SELECT seq FROM board.counts WHERE team = $2 AND seq <= $1 ORDER BY seq DESC LIMIT 1) mark \
    LEFT JOIN LATERAL (SELECT cells FROM board.counts WHERE team = $3 AND seq <= mark.seq ORDER BY seq DESC LIMIT 1) \
        counts ON true";

/// The rows that have begun or ended since.
fn since() -> String {
    let columns = Cell::COLUMNS;
    format!(
        "SELECT {columns}, sum(n)::int AS n FROM ( \
         SELECT team, {columns}, 1 AS n FROM board.reviews WHERE seq > $1 AND seq <= $2 \
         UNION ALL SELECT team, {columns}, 1 FROM board.past WHERE seq > $1 AND seq <= $2 \
         UNION ALL SELECT team, {columns}, -1 FROM board.past WHERE until > $1 AND until <= $2 \
         ) changed WHERE $3 IN (team, $4) GROUP BY {columns}"
    )
}

impl Snapshot {
    /// The number of reviews of every counted kind: a few rows, however many reviews there are.
    pub(crate) async fn counts(&mut self, of: &Visible) -> sqlx::Result<Cells> {
        let team = match of {
            Visible::All => ALL_TEAMS,
            Visible::Team(team) => team,
            Visible::Nothing => return Ok(Cells::default()),
        };
        let at = self.at.bound();
        let written = sqlx::query(WRITTEN).bind(at).bind(ALL_TEAMS).bind(team).fetch_optional(&mut *self.tx).await?;
        let (mark, mut cells) = match written {
            Some(row) => {
                let cells = row.try_get::<Option<Vec<i32>>, _>("cells")?.map(|numbers| Cells::stored(&numbers));
                let cells = cells.unwrap_or_else(|| Some(Cells::default()));
                (row.try_get("seq")?, cells.ok_or_else(|| sqlx::Error::Decode("counts of another shape".into()))?)
            }
            None => (0_i64, Cells::default()),
        };
        let since = sqlx::query(AssertSqlSafe(since())).bind(mark).bind(at).bind(team).bind(ALL_TEAMS);
        for row in since.fetch_all(&mut *self.tx).await? {
            cells.add(Cell::from_row(&row)?, row.try_get("n")?);
        }
        Ok(cells)
    }
}
