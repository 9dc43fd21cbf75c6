//! Blue/green: a new generation beside the live one, compared with it, then swapped in.

use haetae_event_log::EventLog;
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::time::timeout;

use crate::{
    Difference, Error, Projection, TableDump,
    dump::first_difference,
    feed::{Feed, Fill, Step},
    generation::{self, Generation, State},
    swap,
    writer::{HEARTBEAT, Mode, Writer, lease},
};

/// Commits that may be left to write while the live projector is held.
const CLOSE: u64 = 200;
/// Attempts to swap: readers that hold the views for long make one fail.
const ATTEMPTS: u32 = 30;
/// How long one attempt may keep new readers waiting.
const PATIENCE: &str = "SET LOCAL lock_timeout = '500ms'";

/// What to do when the same commits gave other rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDifference {
    /// Keep the live generation and fail; somebody has to look first.
    Stop,
    /// The replay is right: put it in place.
    Replace,
}

/// How far a rebuild is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Replaying the log.
    Loading {
        /// Position reached.
        done: u64,
        /// Position to reach.
        target: u64,
    },
    /// Making keys and indexes.
    Indexing,
    /// Comparing with the live generation, both at this position.
    Comparing {
        /// The position.
        position: u64,
    },
    /// Moving readers over.
    Swapping,
}

/// A finished rebuild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// The generation that is live now.
    pub generation: i32,
    /// The one that was; kept until it is dropped.
    pub retired: i32,
    /// The position at the swap.
    pub position: u64,
    /// What the comparison found; none when the two have different shapes.
    pub compared: Option<Result<Vec<TableDump>, Difference>>,
}

/// Replays the log into a new generation of `P` and swaps it in, while the live one goes on being written and read.
///
/// # Errors
/// [`Error::Busy`] when another rebuild runs, [`Error::Differs`] with [`OnDifference::Stop`], and what the log or the
/// database say. The live generation is then as it was; what was built is dropped by the next rebuild.
pub async fn rebuild<P: Projection>(
    log: &dyn EventLog,
    pool: &PgPool,
    on_difference: OnDifference,
    mut on_progress: impl FnMut(Progress),
) -> Result<Rebuilt, Error> {
    let mut db = lease(&pool.connect_options(), P::NAME, State::Building).await?;
    drop_leftovers(&mut db, P::NAME).await?;
    let (live, shape) = generation::find_live::<P>(&mut db).await?;
    let mut tx = db.begin().await?;
    let new = generation::create::<P>(&mut tx, State::Building).await?;
    tx.commit().await?;
    let mut writer = Writer::<P>::on(db, new).await?;

    follow(&mut writer, log, live.position, Mode::Load, &mut on_progress).await?;
    on_progress(Progress::Indexing);
    writer.finish_load().await?;

    let compared = if shape == generation::shape::<P>() {
        Some(compare(&mut writer, log, pool, &mut on_progress).await?)
    } else {
        None
    };
    if let (Some(Err(difference)), OnDifference::Stop) = (&compared, on_difference) {
        return Err(Error::Differs { name: P::NAME, difference: difference.clone() });
    }
    on_progress(Progress::Swapping);
    let retired = put_in_place(&mut writer, log, &mut on_progress).await?;
    let Generation { number, position, .. } = writer.generation;
    Ok(Rebuilt { generation: number, retired, position, compared })
}

/// Generations whose rebuild was interrupted.
async fn drop_leftovers(db: &mut PgConnection, name: &str) -> Result<(), Error> {
    let sql = "SELECT generation FROM projection.positions WHERE name = $1 AND state = 'building'";
    let numbers: Vec<i32> = sqlx::query_scalar(sql).bind(name).fetch_all(&mut *db).await?;
    for number in numbers {
        generation::drop_generation(db, name, number).await?;
    }
    Ok(())
}

/// Brings the new generation exactly to `target`.
async fn follow<P: Projection>(
    writer: &mut Writer<P>,
    log: &dyn EventLog,
    target: u64,
    mode: Mode,
    on_progress: &mut impl FnMut(Progress),
) -> Result<(), Error> {
    let fill = match mode {
        Mode::Load => Fill::Full,
        Mode::Live => Fill::Ready,
    };
    let mut feed = Feed::start::<P>(log, writer.generation.position, Some(target), fill);
    while writer.generation.position < target {
        on_progress(Progress::Loading { done: writer.generation.position, target });
        match timeout(HEARTBEAT, feed.next()).await {
            Ok(batch) => writer.write(batch?, mode).await?,
            Err(_idle) => writer.beat().await?,
        }
    }
    on_progress(Progress::Loading { done: writer.generation.position, target });
    Ok(())
}

/// Compares with the live generation without holding it up: a snapshot keeps its rows and position as they are now,
/// and the new generation, which is behind, is brought to the same position.
async fn compare<P: Projection>(
    writer: &mut Writer<P>,
    log: &dyn EventLog,
    pool: &PgPool,
    on_progress: &mut impl FnMut(Progress),
) -> Result<Result<Vec<TableDump>, Difference>, Error> {
    let mut db = PgConnection::connect_with(&pool.connect_options()).await?;
    let mut snapshot = db.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
    let (live, _) = generation::find_live::<P>(&mut snapshot).await?;
    follow(writer, log, live.position, Mode::Live, on_progress).await?;
    on_progress(Progress::Comparing { position: live.position });
    let new = writer.generation.schema();
    let left = (&mut *snapshot, live.schema());
    let outcome = first_difference((left.0, &left.1), (&mut writer.db, &new), P::TABLES).await?;
    snapshot.commit().await?;
    Ok(outcome)
}

/// Catches up and swaps; the last few commits are written while the live projector is held. Gives the number of the
/// generation that was live.
async fn put_in_place<P: Projection>(
    writer: &mut Writer<P>,
    log: &dyn EventLog,
    on_progress: &mut impl FnMut(Progress),
) -> Result<i32, Error> {
    let mut failures = 0;
    loop {
        let (live, _) = generation::find_live::<P>(&mut writer.db).await?;
        if live.position > writer.generation.position + CLOSE {
            follow(writer, log, live.position, Mode::Live, on_progress).await?;
            continue;
        }
        match swap_now(writer, log).await {
            Ok(retired) => return Ok(retired),
            Err(Error::Database(error)) if failures < ATTEMPTS && waited_too_long(&error) => failures += 1,
            Err(error) => return Err(error),
        }
    }
}

async fn swap_now<P: Projection>(writer: &mut Writer<P>, log: &dyn EventLog) -> Result<i32, Error> {
    let (db, generation, projection) = writer.parts();
    // A failed attempt leaves nothing behind that was not committed.
    *projection = P::default();
    let mut tx = db.begin().await?;
    sqlx::query(PATIENCE).execute(&mut *tx).await?;
    let (old, target) = swap::hold_live::<P>(&mut tx).await?;
    if target > generation.position {
        let changes = collect::<P>(log, generation.position, target).await?;
        generation.advance(&mut tx, target).await?;
        projection.write(&mut tx, changes).await?;
    }
    swap::switch::<P>(&mut tx, old, generation).await?;
    tx.commit().await?;
    generation.position = generation.position.max(target);
    generation.state = State::Live;
    Ok(old)
}

/// The few commits between two positions.
async fn collect<P: Projection>(log: &dyn EventLog, after: u64, until: u64) -> Result<Vec<P::Change>, Error> {
    let mut feed = Feed::start::<P>(log, after, Some(until), Fill::Full);
    let mut changes = Vec::new();
    let mut reached = after;
    while reached < until {
        for Step { sequence, change, .. } in feed.next().await? {
            reached = sequence;
            changes.push(change);
        }
    }
    Ok(changes)
}

/// PostgreSQL's `lock_not_available`.
fn waited_too_long(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "55P03")
}
