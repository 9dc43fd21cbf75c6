//! Bulk load: one COPY for each table, open from the first row to the last, each in its own session.
//!
//! The database stores the rows of all tables while the next rows are built, and the writer waits for no response.
//! The rows become visible together when the load is finished.

use std::sync::Mutex;

use futures::TryFutureExt as _;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Result, postgres::PgConnectOptions};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use crate::generation::Generation;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// Neither flags nor an extension of the header.
const FLAGS: &[u8] = &[0; 8];
const TRAILER: &[u8] = &(-1i16).to_be_bytes();

/// Pieces that wait for the database, of the rows of one batch each.
const WAITING: usize = 2;
/// Sessions that create keys and indexes in parallel, and the memory each may use for sorting.
const WORKERS: usize = 2;
const WORK_MEMORY: &str = "128MB";
/// Statistics target of the planner for a column until the next autovacuum. The database's default is 100, for which
/// it reads three times as many rows.
const STATISTICS: u8 = 30;

/// A generation being loaded.
pub(crate) struct Bulk {
    options: PgConnectOptions,
    schema: String,
    streams: Vec<Stream>,
}

/// The rows of one table on their way.
struct Stream {
    table: &'static str,
    pieces: mpsc::Sender<Piece>,
    copying: AbortOnDropHandle<Result<()>>,
}

enum Piece {
    Rows(Vec<u8>),
    /// End of the stream. A stream that ends without it is not committed.
    End,
}

impl Bulk {
    pub(crate) fn new(options: &PgConnectOptions, generation: &Generation) -> Self {
        Self { options: options.clone(), schema: generation.schema(), streams: Vec::new() }
    }

    /// Sends rows, as COPY takes them, into a table.
    pub(crate) async fn send(&mut self, table: &'static str, rows: Vec<u8>) -> Result<()> {
        let at = match self.streams.iter().position(|stream| stream.table == table) {
            Some(at) => at,
            None => {
                self.streams.push(self.open(table));
                self.streams.len() - 1
            }
        };
        if self.streams[at].pieces.send(Piece::Rows(rows)).await.is_ok() {
            return Ok(());
        }
        self.streams.swap_remove(at).end().await.and(Err(sqlx::Error::WorkerCrashed))
    }

    fn open(&self, table: &'static str) -> Stream {
        let (pieces, rows) = mpsc::channel(WAITING);
        let table_name = format!("{}.{table}", self.schema);
        let copying = tokio::spawn(copy(self.options.clone(), table_name, rows));
        Stream { table, pieces, copying: AbortOnDropHandle::new(copying) }
    }

    /// Waits until every row is in its table, committed.
    pub(crate) async fn close(&mut self) -> Result<()> {
        for stream in &self.streams {
            // If the channel is closed, the stream has failed and returns its error below.
            let _ = stream.pieces.send(Piece::End).await;
        }
        for stream in self.streams.drain(..) {
            stream.end().await?;
        }
        Ok(())
    }

    /// Executes statements on the tables in any order, in parallel; the slowest statements should come first.
    pub(crate) async fn run(&self, statements: impl IntoIterator<Item = String>) -> Result<()> {
        let queue = Mutex::new(statements.into_iter().collect::<Vec<_>>().into_iter());
        let next = || queue.lock().ok().and_then(|mut queue| queue.next());
        let workers = (0..WORKERS).map(|_| self.work(next));
        futures::future::try_join_all(workers).await?;
        Ok(())
    }

    /// Commits without waiting for the disk: the generation is not used before the switch to it, and the commit of
    /// the switch waits.
    async fn work(&self, next: impl Fn() -> Option<String>) -> Result<()> {
        let mut db = PgConnection::connect_with(&self.options).await?;
        let sql = format!(
            "SET search_path TO {}; SET maintenance_work_mem = '{WORK_MEMORY}'; \
             SET default_statistics_target = {STATISTICS}; SET synchronous_commit = off",
            self.schema
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut db).await?;
        while let Some(statement) = next() {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut db).await?;
        }
        db.close().await
    }
}

impl Stream {
    async fn end(self) -> Result<()> {
        drop(self.pieces);
        self.copying.map_err(|_| sqlx::Error::WorkerCrashed).await?
    }
}

/// The session of one table. Rows of a table that was emptied in the same transaction can be written as frozen, so
/// that their first reader need not rewrite them.
async fn copy(options: PgConnectOptions, table: String, mut pieces: mpsc::Receiver<Piece>) -> Result<()> {
    let mut db = PgConnection::connect_with(&options).await?;
    let mut tx = db.begin().await?;
    let sql = format!("SET LOCAL synchronous_commit = off; TRUNCATE {table}");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    let mut copy = tx.copy_in_raw(&format!("COPY {table} FROM STDIN (FORMAT binary, FREEZE)")).await?;
    copy.send([SIGNATURE, FLAGS].concat()).await?;
    while let Some(piece) = pieces.recv().await {
        match piece {
            Piece::Rows(rows) => copy.send(rows).await?,
            Piece::End => {
                copy.send(TRAILER).await?;
                copy.finish().await?;
                tx.commit().await?;
                return db.close().await;
            }
        };
    }
    copy.abort("the load was given up").await
}
