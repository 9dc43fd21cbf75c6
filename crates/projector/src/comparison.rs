//! Compares a new generation with the live one.

use haetae_event_log::EventLog;
use sqlx::{Connection as _, PgConnection, PgPool};

use crate::{
    Difference, Error, Progress, Projection, TableDump, catch_up::follow, differing::difference, parking, register,
    writer::Writer,
};

/// The result of comparing a new generation with the live one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Equal rows, and the same commits parked.
    Equal(Vec<TableDump>),
    /// Different rows for the same commits.
    Differs(Difference),
    /// The live one was made by another version of the projection.
    OtherShape,
    /// The new generation contains this number of commits that are parked in the live one.
    Mended(u64),
}

/// Compares with the live generation without blocking it. A snapshot fixes the live rows and position, and the new
/// generation, which is behind, is brought up to that position.
pub(crate) async fn compare<P: Projection>(
    writer: &mut Writer<P>,
    log: &dyn EventLog,
    pool: &PgPool,
    on_progress: &mut (impl FnMut(Progress) + Send),
) -> Result<Compared, Error> {
    let mut db = PgConnection::connect_with(&pool.connect_options()).await?;
    let mut snapshot = db.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
    let (live, _) = register::find_live::<P>(&mut snapshot).await?;
    follow(writer, log, live.position, on_progress).await?;
    on_progress(Progress::Comparing { position: live.position });
    let new = writer.writing.generation.clone();
    let before = parking::sequences(&mut snapshot, &live).await?;
    let after = parking::sequences(&mut writer.db, &new).await?;
    let outcome = if before != after {
        compare_parked(&before, &after)
    } else {
        let (left, right) = ((&mut *snapshot, live.schema()), (&mut writer.db, new.schema()));
        match difference((left.0, &left.1), (right.0, &right.1), P::TABLES).await? {
            Ok(dumps) => Compared::Equal(dumps),
            Err(difference) => Compared::Differs(difference),
        }
    };
    snapshot.commit().await?;
    Ok(outcome)
}

/// Fewer parked commits are the purpose of a rebuild; additional ones count as a difference.
fn compare_parked(before: &[(i64, String)], after: &[(i64, String)]) -> Compared {
    match after.iter().find(|parked| !before.contains(parked)) {
        None => Compared::Mended((before.len() - after.len()) as u64),
        Some(_) => {
            let mut found = Difference::default();
            for (sequence, _) in after.iter().filter(|parked| !before.contains(parked)) {
                let earlier = before.iter().find(|(before, _)| before == sequence);
                let left = earlier.map(|(sequence, _)| sequence.to_string());
                found.add("parked", left, Some(sequence.to_string()));
            }
            Compared::Differs(found)
        }
    }
}
