//! The last steps of a rebuild: catch up with the live generation, and move the readers to the new one.

use std::time::Duration;

use haetae_event_log::{Alarm, EventLog, alarm};
use sqlx::{Connection as _, PgConnection};
use tokio::time::{Instant, sleep};

use crate::{
    Error, Progress, Projection,
    blockers::{Lookout, Patience, QUEUE, TELL, waited_too_long},
    catch_up::follow,
    feed::{Feed, Fill, Step},
    generation::State,
    parking, register, swap,
    writer::Writer,
    writing::{heard, judge},
};

/// Number of remaining commits that may be written while the live projector is blocked.
const CLOSE: u64 = 200;
/// Attempts to swap that may fail because the database refuses the rows of a commit.
const ATTEMPTS: u32 = 30;
/// First and longest pause between two attempts, in which readers can proceed.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// A swap that waits for sessions which hold the views.
struct Waiting {
    lookout: Lookout,
    blockers: Vec<String>,
    since: Instant,
    pause: Duration,
    told: Option<Instant>,
}

/// Catches up and swaps; the last few commits are written while the live projector is blocked. Returns the number of
/// the previous live generation, and the objects that the swap dropped.
///
/// # Errors
/// [`Error::Blocked`] when sessions hold the views for longer than `patience` allows.
pub(crate) async fn put_in_place<P: Projection>(
    (writer, drops): (&mut Writer<P>, bool),
    log: &dyn EventLog,
    patience: &Patience,
    on_progress: &mut (impl FnMut(Progress) + Send),
) -> Result<(i32, Vec<String>), Error> {
    let (mut failures, mut waiting) = (0, None::<Waiting>);
    loop {
        let (live, _) = register::find_live::<P>(&mut writer.db).await?;
        if live.position > writer.writing.generation.position + CLOSE {
            follow(writer, log, live.position, on_progress).await?;
            continue;
        }
        on_progress(Progress::Swapping);
        let swapped = match &mut waiting {
            None => swap_now(writer, log, drops).await,
            Some(waiting) => tokio::select! {
                swapped = swap_now(writer, log, drops) => swapped,
                never = waiting.lookout.look(&mut waiting.blockers) => match never {},
            },
        };
        match swapped {
            Ok(swapped) => {
                if let Some(waiting) = &mut waiting {
                    waiting.lookout.record(P::NAME, "").await;
                }
                return Ok(swapped);
            }
            Err(Error::Database(error)) if waited_too_long(&error) => match &mut waiting {
                None => waiting = Some(Waiting::begin(&mut writer.db, patience).await?),
                Some(waiting) => waiting.go_on::<P>(patience, writer.writing.generation.number).await?,
            },
            // Writing the commits before the swap finds out which one is refused.
            Err(Error::Database(error)) if failures < ATTEMPTS && parking::blame(&error).is_some() => {
                failures += 1;
                let (live, _) = register::find_live::<P>(&mut writer.db).await?;
                follow(writer, log, live.position, on_progress).await?;
            }
            Err(error) => return Err(error),
        }
    }
}

impl Waiting {
    async fn begin(db: &mut PgConnection, patience: &Patience) -> Result<Self, Error> {
        let lookout = Lookout::over(db, &patience.options).await?;
        Ok(Self { lookout, blockers: Vec::new(), since: Instant::now(), pause: PAUSES.0, told: None })
    }

    /// Pauses before the next attempt, and logs from time to time which sessions the swap waits for.
    async fn go_on<P: Projection>(&mut self, patience: &Patience, generation: i32) -> Result<(), Error> {
        if self.since.elapsed() >= patience.longest {
            return Err(Error::Blocked { name: P::NAME, generation, by: std::mem::take(&mut self.blockers) });
        }
        if self.told.is_none_or(|told| told.elapsed() >= TELL) {
            self.told = Some(Instant::now());
            let by = self.blockers.join("; ");
            let waited_s = self.since.elapsed().as_secs();
            alarm!(
                warn,
                Alarm::ViewsHeld,
                projection = P::NAME,
                generation,
                by,
                waited_s,
                "the swap waits for sessions that hold the views"
            );
            self.lookout.record(P::NAME, &format!("waits for: {by}")).await;
        }
        sleep(self.pause).await;
        self.pause = (self.pause * 2).min(PAUSES.1);
        Ok(())
    }
}

async fn swap_now<P: Projection>(
    writer: &mut Writer<P>,
    log: &dyn EventLog,
    drops: bool,
) -> Result<(i32, Vec<String>), Error> {
    let writing = &mut writer.writing;
    // A failed attempt committed nothing, so its cached rows are invalid.
    writing.projection = P::default();
    let mut tx = writer.db.begin().await?;
    sqlx::query(QUEUE).execute(&mut *tx).await?;
    let (old, target) = swap::hold_live::<P>(&mut tx).await?;
    let mut written = None;
    if target > writing.generation.position {
        let steps = collect::<P>(log, writing.generation.position, target).await?;
        let judged = judge(&writing.turns, log, heard(&steps), &mut tx).await?;
        written = Some(writing.write(&mut tx, steps, judged).await?);
    }
    let dropped = swap::switch::<P>(&mut tx, old, &writing.generation, drops).await?;
    tx.commit().await?;
    if let Some(written) = written {
        writing.committed(written);
    }
    writing.generation.state = State::Live;
    if !dropped.is_empty() {
        tracing::warn!(
            projection = P::NAME,
            dropped = dropped.join(", "),
            "dropped objects together with the views they depend on"
        );
    }
    Ok((old, dropped))
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
