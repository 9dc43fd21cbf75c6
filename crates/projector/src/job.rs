//! Records of rebuilds: operators see which rebuilds run, in any process, and how they ended.

use std::time::Duration;

use haetae_domain::causes::with_causes;
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Connection as _, FromRow, PgConnection, PgPool, Row as _, postgres::PgRow};
use tokio::{sync::watch, time::sleep};
use uuid::Uuid;

use crate::{Compared, Error, PgTimestamp, Progress, Rebuilt, build_deaths};

/// How often progress is written down at most.
const EVERY: Duration = Duration::from_millis(250);

/// An order to rebuild, retry or switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its id: the same order twice is one.
    pub id: Uuid,
    /// The projection.
    pub name: String,
    /// The task.
    pub kind: Kind,
    /// The requester.
    pub started_by: String,
    /// The generation to put back, for [`Kind::Switch`].
    pub wanted: Option<i32>,
    /// Whether the live generation is replaced when its rows for the same commits differ.
    pub replaces: bool,
    /// Whether foreign objects are dropped together with views that cannot be kept.
    pub drops: bool,
}

/// The purpose of a rebuild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A new generation by replay.
    Rebuild,
    /// A rebuild in order to retry parked commits.
    Retry,
    /// An older generation, brought up to date.
    Switch,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Rebuild => "rebuild",
            Self::Retry => "retry",
            Self::Switch => "switch",
        }
    }
}

/// A rebuild that runs or ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuild {
    /// The order that started it.
    pub order: Order,
    /// `running`, `succeeded`, `differs`, `failed` or `interrupted`.
    pub state: String,
    /// `loading`, `indexing`, `comparing` or `swapping`.
    pub stage: String,
    /// Position reached.
    pub done: u64,
    /// Position to reach.
    pub target: u64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// How long it has run, or ran.
    pub elapsed: Duration,
    /// The new live generation and the previous one.
    pub moved: Option<(i32, i32)>,
    /// `equal`, `differs`, `other_shape` or `mended`; none where nothing was compared.
    pub compared: Option<String>,
    /// Number of parked commits that the new generation contains.
    pub mended: u64,
    /// The first difference, or why it failed.
    pub outcome: String,
    /// The objects that the swap dropped.
    pub dropped: Vec<String>,
}

/// A running rebuild. Dropped without [`Job::close`] it is found interrupted.
#[derive(Debug)]
pub struct Job {
    pool: PgPool,
    id: Uuid,
    name: String,
    /// Sends progress to the session that proves the job is running; that session ends when this is dropped.
    latest: watch::Sender<Option<Progress>>,
}

impl Job {
    /// Records that the job runs. The caller has to hold the site.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn open(pool: &PgPool, order: &Order) -> sqlx::Result<Self> {
        let mut db = PgConnection::connect_with(&pool.connect_options()).await?;
        let sql = "INSERT INTO projection.rebuilds \
                       (rebuild_id, name, kind, started_by, wanted, replaces, drops, pid, began, role) \
                   SELECT $1, $2, $3, $4, $5, $6, $7, pid, backend_start, usesysid \
                   FROM pg_stat_activity WHERE pid = pg_backend_pid()";
        let insert = sqlx::query(sql).bind(order.id).bind(&order.name).bind(order.kind.as_str());
        let insert = insert.bind(&order.started_by).bind(order.wanted).bind(order.replaces).bind(order.drops);
        insert.execute(&mut db).await?;
        let (latest, seen) = watch::channel(None);
        tokio::spawn(write(db, order.id, seen));
        Ok(Self { pool: pool.clone(), id: order.id, name: order.name.clone(), latest })
    }

    /// Takes note of progress.
    pub fn tell(&self, progress: Progress) {
        self.latest.send_replace(Some(progress));
    }

    /// Records the outcome; `None` for a job that was stopped.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn close(self, outcome: Option<&Result<Rebuilt, Error>>) -> sqlx::Result<()> {
        // A build that was stopped could not remove its row itself.
        build_deaths::ended(&self.pool, &self.name).await;
        let state = match outcome {
            Some(Ok(_)) => "succeeded",
            Some(Err(Error::Differs { .. })) => "differs",
            Some(Err(_)) => "failed",
            None => "interrupted",
        };
        let rebuilt = outcome.and_then(|outcome| outcome.as_ref().ok());
        let compared = rebuilt.and_then(|rebuilt| rebuilt.compared.as_ref());
        let (word, mended) = match (compared, outcome) {
            (Some(Compared::Equal(_)), _) => (Some("equal"), 0),
            (Some(Compared::Differs(_)), _) | (None, Some(Err(Error::Differs { .. }))) => (Some("differs"), 0),
            (Some(Compared::OtherShape), _) => (Some("other_shape"), 0),
            (Some(Compared::Mended(commits)), _) => (Some("mended"), *commits),
            (None, _) => (None, 0),
        };
        let sql = "UPDATE projection.rebuilds SET state = $2, finished_at = now(), generation = $3, retired = $4, \
                   compared = $5, mended = $6, outcome = $7, done = greatest(done, $8), target = greatest(target, $8), \
                   dropped = $9 \
                   WHERE rebuild_id = $1";
        sqlx::query(sql)
            .bind(self.id)
            .bind(state)
            .bind(rebuilt.map(|rebuilt| rebuilt.generation))
            .bind(rebuilt.map(|rebuilt| rebuilt.retired))
            .bind(word)
            .bind(mended.cast_signed())
            .bind(said(compared, outcome))
            .bind(rebuilt.map_or(0, |rebuilt| rebuilt.position.cast_signed()))
            .bind(rebuilt.map(|rebuilt| rebuilt.dropped.as_slice()).unwrap_or_default())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// The outcome in words.
fn said(compared: Option<&Compared>, outcome: Option<&Result<Rebuilt, Error>>) -> String {
    match (compared, outcome) {
        (Some(Compared::Differs(difference)), _) => difference.to_string(),
        (_, Some(Err(Error::Differs { difference, .. }))) => difference.to_string(),
        (_, Some(Err(error))) => with_causes(error),
        _ => String::new(),
    }
}

/// Writes down the latest progress, now and then.
async fn write(mut db: PgConnection, id: Uuid, mut latest: watch::Receiver<Option<Progress>>) {
    let mut reached = (0, 0);
    while latest.changed().await.is_ok() {
        let Some(progress) = *latest.borrow_and_update() else { continue };
        let stage = match progress {
            Progress::Loading { done, target } => {
                reached = (done, target);
                "loading"
            }
            Progress::Indexing => "indexing",
            Progress::Comparing { .. } => "comparing",
            Progress::Swapping => "swapping",
        };
        let sql = "UPDATE projection.rebuilds SET stage = $2, done = $3, target = $4 \
                   WHERE rebuild_id = $1 AND state = 'running'";
        let update = sqlx::query(sql).bind(id).bind(stage).bind(reached.0.cast_signed());
        if let Err(error) = update.bind(reached.1.cast_signed()).execute(&mut db).await {
            tracing::debug!(error = with_causes(&error), "progress not written");
        }
        sleep(EVERY).await;
    }
}

/// A rebuild that is recorded as running and whose session has ended counts as interrupted.
const SHOWN: &str = "SELECT r.*, extract(epoch FROM coalesce(finished_at, now()) - started_at)::float8 AS elapsed, \
    coalesce(projection.goes_on(pid, began, role), false) AS held FROM projection.rebuilds r WHERE ";

/// A rebuild by its id.
///
/// # Errors
/// Errors of the database.
pub async fn find_rebuild(db: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Rebuild>> {
    sqlx::query_as(AssertSqlSafe(format!("{SHOWN} rebuild_id = $1"))).bind(id).fetch_optional(db).await
}

/// The latest rebuild of a projection.
///
/// # Errors
/// Errors of the database.
pub async fn latest_rebuild(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<Rebuild>> {
    let sql = format!("{SHOWN} name = $1 ORDER BY started_at DESC LIMIT 1");
    sqlx::query_as(AssertSqlSafe(sql)).bind(name).fetch_optional(db).await
}

impl FromRow<'_, PgRow> for Rebuild {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let kind = match row.try_get("kind")? {
            "rebuild" => Kind::Rebuild,
            "retry" => Kind::Retry,
            _ => Kind::Switch,
        };
        let (state, held): (String, bool) = (row.try_get("state")?, row.try_get("held")?);
        let state = if state == "running" && !held { "interrupted".to_owned() } else { state };
        let moved: (Option<i32>, Option<i32>) = (row.try_get("generation")?, row.try_get("retired")?);
        let elapsed: f64 = row.try_get("elapsed")?;
        Ok(Self {
            order: Order {
                id: row.try_get("rebuild_id")?,
                name: row.try_get("name")?,
                kind,
                started_by: row.try_get("started_by")?,
                wanted: row.try_get("wanted")?,
                replaces: row.try_get("replaces")?,
                drops: row.try_get("drops")?,
            },
            state,
            stage: row.try_get("stage")?,
            done: row.try_get::<i64, _>("done")?.cast_unsigned(),
            target: row.try_get::<i64, _>("target")?.cast_unsigned(),
            started_at: row.try_get::<PgTimestamp, _>("started_at")?.get(),
            finished_at: row.try_get::<Option<PgTimestamp>, _>("finished_at")?.map(PgTimestamp::get),
            elapsed: Duration::from_secs_f64(elapsed.max(0.0)),
            moved: moved.0.zip(moved.1),
            compared: row.try_get("compared")?,
            mended: row.try_get::<i64, _>("mended")?.cast_unsigned(),
            outcome: row.try_get("outcome")?,
            dropped: row.try_get("dropped")?,
        })
    }
}
