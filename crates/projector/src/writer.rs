//! The single session that writes a generation.

use std::time::Duration;

use futures::StreamExt as _;
use haetae_event_log::{Alarm, EventLog, Judged, Recorded, alarm};
use haetae_service_kit::telemetry::span_from_traceparent;
use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection,
    postgres::{PgConnectOptions, PgPool},
};
use tokio::time::timeout;
use tracing::Span;

use crate::{
    Error, Projection, Tables,
    build_deaths::Toll,
    bulk::Bulk,
    feed::Step,
    generation::{Generation, State},
    lease::lease,
    parking::{self, Parking},
    register,
    session::{HEARTBEAT, ping},
    writing::{Writing, heard, judge},
};

/// Time limit of a batch, after which the session is closed.
const BATCH: Duration = Duration::from_secs(60);
/// A database session that holds the lease on a generation, with the projection that writes it.
pub(crate) struct Writer<P> {
    pub(crate) db: PgConnection,
    pub(crate) writing: Writing<P>,
    /// Known deaths of earlier builds, while a generation is built.
    pub(crate) toll: Option<Toll>,
}

impl<P: Projection> Writer<P> {
    /// Takes over the live generation.
    pub(crate) async fn take_live(pool: &PgPool) -> Result<Self, Error> {
        let mut db = lease(&pool.connect_options(), P::NAME, State::Live).await?;
        let (generation, found) = register::find_live::<P>(&mut db).await?;
        let needed = register::shape::<P>();
        if found != needed {
            return Err(Error::OtherShape { name: P::NAME, found, needed });
        }
        let silence = 3 * HEARTBEAT.as_millis();
        let sql = format!("SET idle_session_timeout = {silence}; SET idle_in_transaction_session_timeout = {silence}");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut db).await?;
        Self::on(db, generation).await
    }

    /// Starts to write a generation, with a session that holds its lease.
    pub(crate) async fn on(mut db: PgConnection, generation: Generation) -> Result<Self, Error> {
        // A writer finds rows by key. A table that is being filled has no statistics, and the planner would continue
        // to scan it as if it were as small as at its first query.
        let sql = format!("SET search_path TO {}; SET enable_seqscan = off", generation.schema());
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut db).await?;
        let parking = Parking::read(&mut db, &generation).await?;
        Ok(Self { db, writing: Writing::new(generation, parking), toll: None })
    }

    /// Sends appended rows in bulk, until [`Self::finish_load`].
    pub(crate) fn load_in_bulk(mut self, options: &PgConnectOptions) -> Self {
        self.writing.bulk = Some(Bulk::new(options, &self.writing.generation));
        self
    }

    /// Whether it loads in bulk.
    pub(crate) fn is_loading(&self) -> bool {
        self.writing.bulk.is_some()
    }

    /// Writes a batch and the position after it in one transaction, or in several while the commit that the database
    /// refuses is not identified. After [`Error::Unwritable`], the log has to be read again from the position
    /// reached. After any other error, and after that one in a load, the writer has to be dropped.
    pub(crate) async fn write(&mut self, log: &dyn EventLog, mut steps: Vec<Step<P::Change>>) -> Result<(), Error> {
        while !steps.is_empty() {
            let most = self.writing.parking.most(self.writing.generation.position).min(steps.len());
            let rest = steps.split_off(most);
            let part = std::mem::replace(&mut steps, rest);
            let parks = part.iter().all(|step| P::unit(&step.key).is_some());
            let until = part.last().map_or(0, |step| step.sequence);
            let judged = judge(&self.writing.turns, log, heard(&part), &mut self.db).await?;
            match timeout(BATCH, self.transact(part, judged)).await {
                Ok(Err(Error::Database(error))) if parks => return Err(self.suspect(until, error)),
                Ok(outcome) => outcome?,
                Err(_) => return Err(Error::Silent),
            }
        }
        Ok(())
    }

    /// Classifies an error that the commits up to `until` may have caused.
    fn suspect(&mut self, until: u64, error: sqlx::Error) -> Error {
        let Some(reason) = parking::blame(&error) else { return error.into() };
        // Nothing that the projection caches was committed.
        self.writing.projection = P::default();
        self.writing.parking.suspect(self.writing.generation.position + 1, until, &reason);
        Error::Unwritable(error)
    }

    async fn transact(&mut self, steps: Vec<Step<P::Change>>, judged: Judged) -> Result<(), Error> {
        // Exported when dropped, that is after the commit. A load belongs to no request.
        let _spans: Vec<Span> = if self.is_loading() { Vec::new() } else { steps.iter().filter_map(follow).collect() };
        let mut tx = self.db.begin().await?;
        let written = self.writing.write(&mut tx, steps, judged).await?;
        tx.commit().await?;
        self.writing.committed(written);
        Ok(())
    }

    /// Parks the next commit, over which `times` processes died, without reading it, if the projection parks commits.
    /// Skips a commit that does not count.
    pub(crate) async fn park_fatal(&mut self, log: &dyn EventLog, times: i32) -> Result<bool, Error> {
        let position = self.writing.generation.position;
        let Some(commit) = log.read(position).next().await.transpose()? else { return Ok(false) };
        let reason = format!("the process died {times} times while it projected this commit");
        if P::unit(&commit.key).is_none() {
            let position = commit.sequence;
            alarm!(
                error,
                Alarm::CommitFatal,
                projection = P::NAME,
                position,
                error = reason,
                "this projection parks no commits; the commit is tried again"
            );
            return Ok(false);
        }
        self.writing.parking.give_up(commit.sequence, reason);
        let aside = P::set_aside_unread(&commit).map(Box::new);
        let (follows, turn) = (P::FOLLOWS.contains(&commit.key.category()), commit.turn().ok());
        let Recorded { sequence, key, traceparent, .. } = commit;
        let turn = turn.filter(|_| follows);
        let step = Step { sequence, key, traceparent, follows, turn, change: Ok(None), aside };
        self.write(log, vec![step]).await.map(|()| true)
    }

    /// The steps after a bulk load: [`Projection::finish_load`], the other indexes, and the planner's statistics.
    pub(crate) async fn finish_load(&mut self) -> Result<(), Error> {
        let Some(mut bulk) = self.writing.bulk.take() else { return Ok(()) };
        let finished = async {
            bulk.close().await?;
            let mut tx = self.db.begin().await?;
            self.writing.projection.finish_load(&mut Tables::new(&mut tx, None)).await?;
            tx.commit().await?;
            bulk.run(P::INDEX.split(";\n").map(str::to_owned)).await?;
            bulk.run(analyze::<P>()).await
        };
        match finished.await {
            Err(error) if parking::blame(&error).is_some() => Err(Error::Unwritable(error)),
            outcome => Ok(outcome?),
        }?;
        self.count_rows_from_now_on().await
    }

    /// Collects the planner's statistics, once a generation is written.
    pub(crate) async fn count_rows(&mut self) -> Result<(), Error> {
        for statement in analyze::<P>() {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut self.db).await?;
        }
        self.count_rows_from_now_on().await
    }

    async fn count_rows_from_now_on(&mut self) -> Result<(), Error> {
        // The tables now have statistics, and the comparison reads all rows.
        sqlx::raw_sql("RESET enable_seqscan").execute(&mut self.db).await?;
        Ok(())
    }

    /// Ends the session, so that the lease is free at once for the next writer.
    pub(crate) async fn leave(self) {
        // A session that cannot be closed in time ends through its missing heartbeat.
        let _ = timeout(HEARTBEAT, self.db.close()).await;
    }

    /// The session, for another generation of the same projection.
    pub(crate) fn into_session(self) -> PgConnection {
        self.db
    }

    /// Records that everything in the log is written.
    pub(crate) async fn heard(&mut self) -> Result<(), Error> {
        let sql = "UPDATE projection.positions SET heard_at = now() WHERE name = $1 AND generation = $2 AND seq = $3";
        let Generation { name, number, position, .. } = self.writing.generation;
        let heard = sqlx::query(sql).bind(name).bind(number).bind(position.cast_signed());
        match timeout(HEARTBEAT, heard.execute(&mut self.db)).await {
            Ok(outcome) => Ok(outcome.map(drop)?),
            Err(_) => Err(Error::Silent),
        }
    }

    /// Shows the database that this writer lives.
    pub(crate) async fn beat(&mut self) -> Result<(), Error> {
        ping(&mut self.db).await
    }
}

fn analyze<P: Projection>() -> impl Iterator<Item = String> {
    P::TABLES.iter().map(|table| format!("ANALYZE {}", table.name))
}

/// A span that continues the trace of a commit's writer; none if it was not sampled.
fn follow<C>(step: &Step<C>) -> Option<Span> {
    let parent = step.traceparent.as_deref().filter(|parent| is_sampled(parent))?;
    Some(span_from_traceparent("project", parent))
}

/// The last bit of a W3C `traceparent`'s flags.
fn is_sampled(traceparent: &str) -> bool {
    let flags = traceparent.rsplit('-').next().and_then(|flags| u8::from_str_radix(flags, 16).ok());
    flags.is_some_and(|flags| flags & 1 == 1)
}
