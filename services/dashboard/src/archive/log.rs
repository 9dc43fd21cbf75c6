//! The archive as a log to replay: its content is sufficient to rebuild every read model, without the log's servers.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _, stream, stream::BoxStream};
use haetae_event_log::{AggregateKey, AppendError, Category, EventLog, NewCommit, ReadError, Recorded};
use haetae_projector::PgTimestamp;
use sqlx::PgPool;
use tokio::time::{Instant, sleep};

/// Commits read at once.
const COMMITS: i64 = 1_000;
/// How long to wait for commits that are not archived yet.
const PAUSE: Duration = Duration::from_millis(100);

/// Reads the live archive.
#[derive(Clone, Debug)]
pub(crate) struct ArchiveLog(pub(crate) PgPool);

/// Sequence, subject, time (none for a message that is no commit) and payload.
pub(crate) type ArchivedRow = (i64, String, Option<PgTimestamp>, Vec<u8>);

#[async_trait]
impl EventLog for ArchiveLog {
    /// Not supported: the archive is read-only.
    async fn append(&self, _: &AggregateKey, _: u64, _: NewCommit, _: Instant) -> Result<u64, AppendError> {
        Err(AppendError::Unavailable(Arc::new(std::io::Error::from(std::io::ErrorKind::ReadOnlyFilesystem))))
    }

    async fn load(&self, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError> {
        let sql = "SELECT seq, subject, recorded_at, payload FROM archive.commits \
                   WHERE subject = $1 AND seq > $2 AND commit_id IS NOT NULL ORDER BY seq";
        let rows: Vec<ArchivedRow> = sqlx::query_as(sql)
            .bind(key.subject())
            .bind(after.cast_signed())
            .fetch_all(&self.0)
            .await
            .map_err(unread)?;
        Ok(rows.into_iter().map(recorded).collect())
    }

    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError> {
        let sql = "SELECT DISTINCT subject FROM archive.commits WHERE subject LIKE $1 AND commit_id IS NOT NULL ORDER BY subject";
        let prefix = format!("ev.{}.%", category.as_str());
        let subjects: Vec<String> = sqlx::query_scalar(sql).bind(prefix).fetch_all(&self.0).await.map_err(unread)?;
        Ok(subjects.iter().filter_map(|subject| AggregateKey::from_subject(subject).ok()).collect())
    }

    async fn head(&self) -> Result<u64, ReadError> {
        let seq: i64 =
            sqlx::query_scalar("SELECT seq FROM archive.position").fetch_one(&self.0).await.map_err(unread)?;
        Ok(seq.cast_unsigned())
    }

    fn read(&self, after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        let pool = self.0.clone();
        let pages = stream::try_unfold(after.cast_signed(), move |reached| {
            let pool = pool.clone();
            async move {
                let sql = "SELECT seq, subject, recorded_at, payload FROM archive.commits WHERE seq > $1 ORDER BY seq LIMIT $2";
                loop {
                    let query = sqlx::query_as(sql).bind(reached).bind(COMMITS);
                    let rows: Vec<ArchivedRow> = query.fetch_all(&pool).await.map_err(unread)?;
                    match rows.last() {
                        Some((last, ..)) => {
                            let last = *last;
                            return Ok(Some((stream::iter(rows.into_iter().map(|row| Ok(recorded(row)))), last)));
                        }
                        None => sleep(PAUSE).await,
                    }
                }
            }
        });
        pages.try_flatten().boxed()
    }
}

/// A message of the archive, with the displayed time as the time at which the log stored it. A writer's time that was
/// rejected therefore stays rejected.
pub(crate) fn recorded((seq, subject, recorded_at, payload): ArchivedRow) -> Recorded {
    let key = AggregateKey::found(&subject);
    let (sequence, stored_at) = (seq.cast_unsigned(), recorded_at.map(PgTimestamp::get));
    Recorded { sequence, key, payload: payload.into(), traceparent: None, stored_at }
}

fn unread(error: impl std::error::Error + Send + Sync + 'static) -> ReadError {
    ReadError::Unavailable(Arc::new(error))
}
