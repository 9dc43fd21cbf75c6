//! A log that is lost altogether comes back from the archive, at the same sequences.

use std::{fs, path::Path, process::Command};

use haetae_dashboard::{Archive, Board, Verified, run, verify};
use haetae_event_log::{AggregateKey, Category, EventLog as _, JetStreamLog, Options, Recorded};
use haetae_projector::{Compared, OnDifference, rebuild};
use serde_json::Value;

use crate::{
    history::History,
    served::{Served, parsed},
    support::{BOUND, connect},
};

/// Runs a subcommand of the dashboard with its own configuration.
async fn command(config: &Value, name: &str) -> anyhow::Result<()> {
    let mut config = config.clone();
    config["run"] = serde_json::json!({ "command": name });
    run(parsed(config), Default::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wiped_log_is_restored_to_the_same_root_and_rows() {
    let mut served = Served::start().await;
    let pool = connect(&served.database).await;
    // `A8`: times that are not believed are those at which the log stored the commits, also when it stores them again.
    let last = History::with_clocks(&served.log, &[0, 0, 0, 0, 0, 0, 0, 20 * 365 * 86_400]).many(500).await;
    served.shows(last).await;
    let archived = || async { verify(&mut pool.acquire().await.unwrap()).await.unwrap() };
    let before: Verified = archived().await;
    command(&served.config, "restore").await.unwrap();
    assert_eq!(served.log.head().await.unwrap(), last, "a log that lacks nothing stays as it is");

    served.nats.kill9().await.unwrap();
    fs::remove_dir_all(served.dir.path().join("nats/store")).unwrap();
    served.nats.restart().await.unwrap();
    command(&served.config, "restore").await.unwrap();

    let log = JetStreamLog::connect(Options::new(served.nats.url())).await.unwrap();
    assert_eq!(log.head().await.unwrap(), last);
    for rebuilt in [
        rebuild::<Archive>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap(),
        rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap(),
    ] {
        assert!(matches!(rebuilt.compared, Some(Compared::Equal(_))), "byte-equal rows: {rebuilt:?}");
    }
    assert_eq!(archived().await, before);

    let served = served.start_again().await;
    let next = History::after(&log, last).submit(9_000, "검토", "team", &[]).await;
    assert_eq!(next, last + 1, "services go on");
    served.shows(next).await;
    served.stop().await;
}

/// A11: a restore that was broken off, or a log that came back without its end, is restored from where it ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_begins_like_the_archive_is_restored_from_its_end() {
    let mut served = Served::start().await;
    let pool = connect(&served.database).await;
    let early = History::new(&served.log).many(120).await;
    served.shows(early).await;
    let (store, saved) = (served.dir.path().join("nats/store"), served.dir.path().join("saved"));
    served.nats.kill9().await.unwrap();
    copy(&store, &saved);
    served.nats.restart().await.unwrap();
    let mut history = History::after(&served.log, early);
    let mut last = early;
    for n in 0..40 {
        last = history.submit(10_000 + n, "검토", "team", &[]).await;
    }
    served.shows(last).await;
    served.nats.kill9().await.unwrap();
    fs::remove_dir_all(&store).unwrap();
    copy(&saved, &store);
    served.nats.restart().await.unwrap();
    command(&served.config, "restore").await.unwrap();

    let log = JetStreamLog::connect(Options::new(served.nats.url())).await.unwrap();
    assert_eq!(log.head().await.unwrap(), last);
    let rebuilt = rebuild::<Archive>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert!(matches!(rebuilt.compared, Some(Compared::Equal(_))), "byte-equal rows: {rebuilt:?}");
    served.stop().await;
}

/// H3: the archive was behind when the log was lost. Read models that had come further hold nothing of what was lost, and take
/// in what gets its sequences.
#[tokio::test(flavor = "multi_thread")]
async fn read_models_that_were_ahead_of_the_archive_are_rebuilt() {
    let mut served = Served::start().await;
    let pool = connect(&served.database).await;
    let archived = History::new(&served.log).many(40).await;
    served.shows(archived).await;
    let mut held = pool.begin().await.unwrap();
    sqlx::raw_sql("LOCK archive.commits IN EXCLUSIVE MODE").execute(&mut *held).await.unwrap();
    let mut lost = archived;
    let mut history = History::after(&served.log, archived);
    for n in 0..3 {
        lost = history.submit(20_000 + n, "잃은 검토", "team", &[]).await;
    }
    served.projects(lost).await;
    served.nats.kill9().await.unwrap();
    fs::remove_dir_all(served.dir.path().join("nats/store")).unwrap();
    // What the archive was about to write goes with its session: there is no log to read it from again.
    let waiting = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    sqlx::raw_sql(waiting).execute(&pool).await.unwrap();
    held.rollback().await.unwrap();
    served.nats.restart().await.unwrap();
    command(&served.config, "restore").await.unwrap();

    let served = served.start_again().await;
    assert_eq!(served.log.head().await.unwrap(), archived);
    let mut history = History::after(&served.log, archived);
    let mut last = archived;
    for n in 0..5 {
        last = history.submit(30_000 + n, "새 검토", "team", &[]).await;
    }
    served.shows(last).await;
    command(&served.config, "rows").await.unwrap();
    let sql = "SELECT count(*) FILTER (WHERE title = '잃은 검토'), count(*) FILTER (WHERE title = '새 검토') FROM board.reviews";
    let titles: (i64, i64) = sqlx::query_as(sql).fetch_one(&pool).await.unwrap();
    assert_eq!(titles, (0, 5));
    served.stop().await;
}

/// H3: a log that goes on otherwise than the archive is not touched; where they part is named.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_parts_from_the_archive_is_left_as_it_is() {
    let mut served = Served::start().await;
    let last = History::new(&served.log).many(40).await;
    served.shows(last).await;
    served.nats.kill9().await.unwrap();
    fs::remove_dir_all(served.dir.path().join("nats/store")).unwrap();
    served.nats.restart().await.unwrap();
    let log = JetStreamLog::connect(Options::new(served.nats.url())).await.unwrap();
    // Past the guard, as a build without one would.
    let key = AggregateKey::new(Category::Review, "other").unwrap();
    let other = Recorded { sequence: 1, key, payload: b"another".to_vec().into(), traceparent: None, stored_at: None };
    log.restore(&[other]).await.unwrap();
    let refused = command(&served.config, "restore").await.unwrap_err();
    assert!(refused.to_string().contains("part at sequence 1"), "{refused}");
    assert_eq!(log.head().await.unwrap(), 1, "nothing was published");
    served.stop().await;
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_is_not_what_was_signed_restores_nothing() {
    let mut served = Served::start().await;
    let pool = connect(&served.database).await;
    let last = History::new(&served.log).many(40).await;
    served.shows(last).await;
    served.nats.kill9().await.unwrap();
    fs::remove_dir_all(served.dir.path().join("nats/store")).unwrap();
    served.nats.restart().await.unwrap();
    for (sql, what) in [
        ("UPDATE archive.commits SET subject = 'ev.review.x' WHERE seq = 7", "not whole"),
        ("DELETE FROM archive.commits WHERE seq = 7", "not whole"),
    ] {
        sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        let refused = command(&served.config, "restore").await.unwrap_err();
        assert!(refused.to_string().contains(what), "{sql}: {refused}");
    }
    let log =
        JetStreamLog::connect(Options { connect_timeout: BOUND, ..Options::new(served.nats.url()) }).await.unwrap();
    assert_eq!(log.head().await.unwrap(), 0);
    served.stop().await;
}
