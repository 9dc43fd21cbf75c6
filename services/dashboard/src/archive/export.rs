//! The archive's commits as records of an export.

use futures::TryStreamExt as _;
use haetae_proof::leaf::{Leaf, framed};
use sqlx::PgConnection;

use super::verify::Broken;

/// Size in bytes at which a chunk is full. It may exceed this by one commit.
const FULL: usize = 1 << 20;
/// Maximum number of commits requested at once.
const COMMITS: i64 = 500;

/// Some records after `after` and up to `last`, without a gap, and the sequence of the last of them. `last` is
/// greater than `after`.
///
/// # Errors
/// [`Broken::Missing`] when the next commit does not exist.
pub(crate) async fn chunk(db: &mut PgConnection, after: u64, last: u64) -> Result<(Vec<u8>, u64), Broken> {
    let sql = "SELECT seq, subject, payload FROM archive.commits WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3";
    let query = sqlx::query_as(sql).bind(after.cast_signed()).bind(last.cast_signed()).bind(COMMITS);
    let mut rows = query.fetch(db);
    let (mut records, mut reached) = (Vec::new(), after);
    while records.len() < FULL
        && let Some((seq, subject, payload)) = rows.try_next().await?
    {
        let (seq, subject, payload): (i64, String, Vec<u8>) = (seq, subject, payload);
        if seq.cast_unsigned() != reached + 1 {
            break;
        }
        reached += 1;
        records.extend(framed(&Leaf { sequence: reached, subject: &subject, payload: &payload }.encode()));
    }
    if reached == after { Err(Broken::Missing(after + 1)) } else { Ok((records, reached)) }
}
