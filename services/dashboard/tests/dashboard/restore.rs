//! A log that is lost altogether comes back from the archive, at the same sequences.

use std::fs;

use haetae_dashboard::{Archive, Board, Verified, run, verify};
use haetae_event_log::{EventLog as _, JetStreamLog, Options};
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
    let last = History::new(&served.log).many(500).await;
    served.shows(last).await;
    let archived = || async { verify(&mut pool.acquire().await.unwrap()).await.unwrap() };
    let before: Verified = archived().await;
    let refused = command(&served.config, "restore").await.unwrap_err();
    assert!(refused.to_string().contains(&format!("not empty: it ends at sequence {last}")), "{refused}");

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
