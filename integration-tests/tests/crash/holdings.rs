//! What the platform holds: the whole log, the rows of the read models, and the same rows replayed.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use futures::{StreamExt as _, TryStreamExt as _};
use haetae_devstack::Service;
use haetae_event_log::{EventLog as _, JetStreamLog, Options, Recorded};
use haetae_integration_tests::{
    World, bin_dir,
    checker::recording::{ArchiveRow, Replay, ReviewRow, TimelineRow},
    eventually,
};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, postgres::PgRow};
use tokio::process::Command;

/// Every table of the read models, with its key.
const TABLES: [(&str, &str); 5] = [
    ("board.reviews", "review_id"),
    ("board.timeline", "review_id, seq, ordinal"),
    ("archive.commits", "seq"),
    ("diagnosis.findings", "review_id, number, seq"),
    ("diagnosis.verdicts", "review_id, checkpoint, seq"),
];

/// The whole log, once every reactor and projection has come to its end.
pub(crate) async fn quiet(world: &World) -> Result<Vec<Recorded>> {
    let log = JetStreamLog::connect(Options::new(world.stack.nats.url())).await?;
    let mut commits: Vec<Recorded> = Vec::new();
    eventually("the end of all reactions and projections", async || {
        let head = log.head().await?;
        let known = commits.last().map_or(0, |commit| commit.sequence);
        let news = usize::try_from(head - known)?;
        let news: Vec<_> = log.read(known).take(news).try_collect().await?;
        let still = news.is_empty();
        commits.extend(news);
        let quiet = still && reached(world, head).await? && {
            let outstanding = haetae_integration_tests::checker::outstanding(&commits);
            outstanding.is_empty()
        };
        Ok(quiet.then_some(()))
    })
    .await?;
    Ok(commits)
}

/// Whether every live projection is at `head`.
async fn reached(world: &World, head: u64) -> Result<bool> {
    let mut db = PgConnection::connect(world.platform.database_url()).await?;
    let sql = "SELECT name FROM projection.positions WHERE state = 'live' AND seq = $1 ORDER BY name";
    let there: Vec<String> = sqlx::query_scalar(sql).bind(head.cast_signed()).fetch_all(&mut db).await?;
    db.close().await?;
    Ok(there == ["archive", "board", "diagnosis"])
}

/// The rows of the read models.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) archive: Vec<ArchiveRow>,
    pub(crate) reviews: Vec<ReviewRow>,
    pub(crate) timeline: Vec<TimelineRow>,
}

pub(crate) async fn rows(world: &World) -> Result<Rows> {
    let mut db = PgConnection::connect(world.platform.database_url()).await?;
    let archive = "SELECT seq, subject, payload, leaf_hash FROM archive.commits ORDER BY seq";
    let reviews = "SELECT * FROM board.reviews ORDER BY review_id";
    let timeline = "SELECT review_id, seq, ordinal, event FROM board.timeline ORDER BY review_id, seq, ordinal";
    let rows = Rows {
        archive: sqlx::query(archive).try_map(archived).fetch_all(&mut db).await?,
        reviews: sqlx::query(reviews).try_map(review).fetch_all(&mut db).await?,
        timeline: sqlx::query(timeline).try_map(happened).fetch_all(&mut db).await?,
    };
    db.close().await?;
    Ok(rows)
}

fn archived(row: PgRow) -> sqlx::Result<ArchiveRow> {
    Ok(ArchiveRow {
        seq: row.try_get("seq")?,
        subject: row.try_get("subject")?,
        payload: row.try_get("payload")?,
        leaf_hash: row.try_get("leaf_hash")?,
    })
}

fn review(row: PgRow) -> sqlx::Result<ReviewRow> {
    let columns = ["total", "mandatory", "pass", "fail", "partial", "not_applicable", "mandatory_open"];
    let mut counts = [None; 7];
    for (count, column) in counts.iter_mut().zip(columns) {
        *count = row.try_get::<Option<i32>, _>(column)?;
    }
    Ok(ReviewRow {
        review_id: row.try_get("review_id")?,
        title: row.try_get("title")?,
        team: row.try_get("team")?,
        status: row.try_get("status")?,
        level: row.try_get("level")?,
        score: row.try_get("score")?,
        // Either all are there or none; a lone one shows as no tally and is found out.
        tally: counts.iter().all(Option::is_some).then(|| counts.map(Option::unwrap_or_default)),
    })
}

fn happened(row: PgRow) -> sqlx::Result<TimelineRow> {
    Ok(TimelineRow {
        review_id: row.try_get("review_id")?,
        seq: row.try_get("seq")?,
        ordinal: row.try_get("ordinal")?,
        event: row.try_get("event")?,
    })
}

/// Every table as it is and as a replay of the whole log makes it. The replay itself compares too and refuses to take
/// the place of rows that it does not find again.
pub(crate) async fn replays(world: &World) -> Result<Vec<Replay>> {
    let live = dump(world).await?;
    for projection in ["board", "archive", "diagnosis"] {
        rebuild(world, projection).await?;
    }
    let replayed = dump(world).await?;
    let tables = TABLES.iter().zip(live.into_iter().zip(replayed));
    Ok(tables.map(|((table, _), (live, replayed))| Replay { table: (*table).to_owned(), live, replayed }).collect())
}

async fn dump(world: &World) -> Result<Vec<Vec<u8>>> {
    let mut db = PgConnection::connect(world.platform.database_url()).await?;
    let mut dumps = Vec::new();
    for (table, key) in TABLES {
        let sql = format!("COPY (SELECT * FROM {table} ORDER BY {key}) TO STDOUT");
        let chunks: Vec<_> = db.copy_out_raw(&sql).await?.try_collect().await?;
        dumps.push(chunks.concat());
    }
    db.close().await?;
    Ok(dumps)
}

/// `haetae-dashboard rebuild`: fails when the replay gives other rows than the live ones.
pub(crate) async fn rebuild(world: &World, projection: &str) -> Result<()> {
    let mut program = Command::new(bin_dir()?.join(Service::Dashboard.binary()));
    program.args(["rebuild", projection]).stdin(Stdio::null()).kill_on_drop(true);
    program
        .env("HAETAE__NATS__URL", world.stack.nats.url())
        .env("HAETAE__DATABASE__URL", world.platform.database_url());
    let output = program.output().await.context("haetae-dashboard rebuild")?;
    let said = [output.stdout, output.stderr].concat();
    ensure!(output.status.success(), "rebuild {projection}: {}", String::from_utf8_lossy(&said));
    Ok(())
}

/// Changes one row without the log; returns the id of its review.
pub(crate) async fn damage(world: &World) -> Result<String> {
    let mut db = PgConnection::connect(world.platform.database_url()).await?;
    let sql = "SELECT 'board_g' || generation FROM projection.positions WHERE name = 'board' AND state = 'live'";
    let schema: String = sqlx::query_scalar(sql).fetch_one(&mut db).await?;
    let sql = format!(
        "UPDATE {schema}.reviews SET score = score + 1 \
         WHERE review_id = (SELECT min(review_id::text)::uuid FROM {schema}.reviews) RETURNING review_id::text"
    );
    let id = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut db).await?;
    db.close().await?;
    Ok(id)
}
