//! The last steps of a rebuild: catching up with the live generation, and readers moved over.

use haetae_event_log::EventLog;
use sqlx::Connection as _;

use crate::{
    Error, Progress, Projection, Tables,
    feed::{Feed, Fill, Step},
    generation::{self, State},
    parking,
    rebuild::follow,
    swap,
    writer::Writer,
};

/// Commits that may be left to write while the live projector is held.
const CLOSE: u64 = 200;
/// Attempts to swap: readers that hold the views for long make one fail.
const ATTEMPTS: u32 = 30;
/// How long one attempt may keep new readers waiting.
const PATIENCE: &str = "SET LOCAL lock_timeout = '500ms'";

/// Catches up and swaps; the last few commits are written while the live projector is held. Gives the number of the
/// generation that was live.
pub(crate) async fn put_in_place<P: Projection>(
    (writer, drops): (&mut Writer<P>, bool),
    log: &dyn EventLog,
    on_progress: &mut (impl FnMut(Progress) + Send),
) -> Result<i32, Error> {
    let mut failures = 0;
    loop {
        let (live, _) = generation::find_live::<P>(&mut writer.db).await?;
        if live.position > writer.generation.position + CLOSE {
            follow(writer, log, live.position, on_progress).await?;
            continue;
        }
        on_progress(Progress::Swapping);
        match swap_now(writer, log, drops).await {
            Ok(retired) => return Ok(retired),
            Err(Error::Database(error)) if failures < ATTEMPTS && waited_too_long(&error) => failures += 1,
            // Which commit it is shows when they are written before the swap.
            Err(Error::Database(error)) if failures < ATTEMPTS && parking::blame(&error).is_some() => {
                failures += 1;
                let (live, _) = generation::find_live::<P>(&mut writer.db).await?;
                follow(writer, log, live.position, on_progress).await?;
            }
            Err(error) => return Err(error),
        }
    }
}

async fn swap_now<P: Projection>(writer: &mut Writer<P>, log: &dyn EventLog, drops: bool) -> Result<i32, Error> {
    let (db, generation, projection, parking) = writer.parts();
    // A failed attempt leaves nothing behind that was not committed.
    *projection = P::default();
    let mut tx = db.begin().await?;
    sqlx::query(PATIENCE).execute(&mut *tx).await?;
    let (old, target) = swap::hold_live::<P>(&mut tx).await?;
    if target > generation.position {
        let steps = collect::<P>(log, generation.position, target).await?;
        let (changes, parked) = parking.sort::<P>(steps);
        generation.advance(&mut tx, target).await?;
        projection.write(&mut Tables::new(&mut tx, None), changes).await?;
        parking::store(&mut tx, generation, &parked).await?;
        parking::report(generation, &parked);
    }
    swap::switch::<P>(&mut tx, old, generation, drops).await?;
    tx.commit().await?;
    generation.position = generation.position.max(target);
    generation.state = State::Live;
    Ok(old)
}

/// The few commits between two positions.
async fn collect<P: Projection>(log: &dyn EventLog, after: u64, until: u64) -> Result<Vec<Step<P::Change>>, Error> {
    let mut feed = Feed::start::<P>(log, after, Some(until), Fill::Full);
    let mut steps: Vec<Step<P::Change>> = Vec::new();
    while steps.last().map_or(after, |step| step.sequence) < until {
        steps.extend(feed.next().await?);
    }
    Ok(steps)
}

/// PostgreSQL's `lock_not_available`.
fn waited_too_long(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "55P03")
}
