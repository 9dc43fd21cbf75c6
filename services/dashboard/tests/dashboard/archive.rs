//! The archive holds every commit as stored, and tells when it does not any more.

use haetae_dashboard::{Archive, Broken, verify};
use haetae_event_log::{Category, EventLog, MemoryLog};
use haetae_projector::{Compared, OnDifference, rebuild};
use sqlx::PgPool;

use crate::{
    history::{History, id},
    support::{Running, database, project_archive},
};

async fn archived(commits: u64) -> (MemoryLog, PgPool) {
    let (log, pool) = (MemoryLog::new(), database().await);
    let mut history = History::new(&log);
    history.many(20).await;
    // A kind of event that this build does not know is archived like any other.
    while history.commit(Category::Review, &id(0).to_string(), vec![None]).await < commits {}
    project_archive(&log, &pool, commits).await;
    (log, pool)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_commit_is_archived_as_stored_and_the_tree_is_whole() {
    let (log, pool) = archived(200).await;
    let verified = verify(&mut pool.acquire().await.unwrap()).await.unwrap();
    assert_eq!(verified.commits, 200);
    let rows: Vec<(i64, String, Vec<u8>)> =
        sqlx::query_as("SELECT seq, subject, payload FROM archive.commits ORDER BY seq")
            .fetch_all(&pool)
            .await
            .unwrap();
    let mut stored = log.read(0);
    for (seq, subject, payload) in rows {
        let recorded = futures::StreamExt::next(&mut stored).await.unwrap().unwrap();
        assert_eq!(recorded.sequence, seq.cast_unsigned());
        assert_eq!((recorded.key.subject(), recorded.payload.as_ref()), (subject, payload.as_slice()));
    }
    let rebuilt = rebuild::<Archive>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert!(matches!(rebuilt.compared, Some(Compared::Equal(_))));
    assert_eq!(verify(&mut pool.acquire().await.unwrap()).await.unwrap(), verified, "the same tree after a rebuild");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tree_goes_on_where_another_session_ended() {
    let (log, pool) = (MemoryLog::new(), database().await);
    let mut history = History::new(&log);
    for n in 0..5 {
        let last = history.submit(n, "검토", "team", &[]).await;
        project_archive(&log, &pool, last).await;
    }
    assert_eq!(verify(&mut pool.acquire().await.unwrap()).await.unwrap().commits, 5);
    Running::start::<Archive>(&log, &pool).stop().await;
}

/// Alters the archive by `sql` and gives what is found then.
async fn after(sql: &'static str) -> Broken {
    let (_log, pool) = archived(100).await;
    sqlx::raw_sql(sql).execute(&pool).await.unwrap();
    verify(&mut pool.acquire().await.unwrap()).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_alteration_is_found_at_the_first_sequence_it_touches() {
    for (column, value) in [
        ("payload", "payload || '\\x00'"),
        ("payload", "set_byte(payload, 4, get_byte(payload, 4) # 1)"),
        ("subject", "'ev.risk.other'"),
        ("commit_id", "gen_random_uuid()"),
        ("recorded_at", "recorded_at + interval '1 microsecond'"),
        ("leaf_hash", "set_byte(leaf_hash, 31, get_byte(leaf_hash, 31) # 1)"),
    ] {
        let (_log, pool) = archived(100).await;
        let sql = format!("UPDATE archive.commits SET {column} = {value} WHERE seq = 42");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&pool).await.unwrap();
        let found = verify(&mut pool.acquire().await.unwrap()).await.unwrap_err();
        assert!(matches!(found, Broken::Altered(42)), "{column}: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn removed_inserted_and_swapped_rows_are_found() {
    let found = after("DELETE FROM archive.commits WHERE seq = 42").await;
    assert!(matches!(found, Broken::Missing(42)), "{found:?}");
    let found = after("DELETE FROM archive.commits WHERE seq > 98").await;
    assert!(matches!(found, Broken::Missing(99)), "{found:?}");
    let found = after(
        "DELETE FROM archive.commits WHERE seq = 42;
         UPDATE archive.commits SET seq = seq - 1 WHERE seq > 42",
    )
    .await;
    assert!(matches!(found, Broken::Altered(42)), "{found:?}");
    let found = after(
        "UPDATE archive.commits SET seq = seq + 1000 WHERE seq > 41;
         UPDATE archive.commits SET seq = seq - 999 WHERE seq > 1000;
         INSERT INTO archive.commits SELECT 42, subject, commit_id, recorded_at, payload, leaf_hash
         FROM archive.commits WHERE seq = 41",
    )
    .await;
    assert!(matches!(found, Broken::Altered(42)), "{found:?}");
    let found = after(
        "INSERT INTO archive.commits SELECT 101, subject, commit_id, recorded_at, payload, leaf_hash
         FROM archive.commits WHERE seq = 100",
    )
    .await;
    assert!(matches!(found, Broken::Inserted(101)), "{found:?}");
    let found = after(
        "UPDATE archive.commits SET seq = 1000 WHERE seq = 42;
         UPDATE archive.commits SET seq = 42 WHERE seq = 43;
         UPDATE archive.commits SET seq = 43 WHERE seq = 1000",
    )
    .await;
    assert!(matches!(found, Broken::Altered(42)), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_stored_hash_above_the_leaves_is_checked() {
    let whole = |sql| async move {
        let (_log, pool) = archived(600).await;
        sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        verify(&mut pool.acquire().await.unwrap()).await
    };
    assert_eq!(whole("SELECT 1").await.unwrap().commits, 600);
    for sql in [
        "UPDATE archive.subtrees SET hash = set_byte(hash, 0, get_byte(hash, 0) # 1) WHERE index = 1",
        "DELETE FROM archive.subtrees WHERE index = 1",
        "UPDATE archive.subtrees SET index = 2 WHERE index = 1",
        "INSERT INTO archive.subtrees SELECT 16, index, hash FROM archive.subtrees WHERE index = 1",
    ] {
        let found = whole(sql).await.unwrap_err();
        assert!(matches!(found, Broken::Subtree(node) if node.index == 1), "{sql}: {found:?}");
    }
}
