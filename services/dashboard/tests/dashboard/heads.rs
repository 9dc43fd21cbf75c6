//! Heads are signed while there is news, and never one that does not continue those before.

use std::{fs, time::Duration};

use haetae_dashboard::verify;
use haetae_proof::{Checkpoint, PublicKey};
use sqlx::PgPool;
use tokio::time::{Instant, sleep};

use crate::{
    history::History,
    served::{ORIGIN, Served},
    support::{BOUND, connect},
};

/// The head of `size` commits, once it is signed.
pub(crate) async fn head_of(pool: &PgPool, key: &PublicKey, size: u64) -> Checkpoint {
    let until = Instant::now() + BOUND;
    loop {
        let note: Option<String> = sqlx::query_scalar("SELECT note FROM proof.heads WHERE size = $1")
            .bind(size.cast_signed())
            .fetch_optional(pool)
            .await
            .unwrap();
        if let Some(note) = note {
            return Checkpoint::open(&note, key).unwrap();
        }
        assert!(Instant::now() < until, "no head of {size} commits was signed");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_archived_is_signed() {
    let served = Served::start().await;
    let pool = connect(&served.database).await;
    let mut history = History::new(&served.log);
    for round in 0..3 {
        let last = history.submit(round, "검토", "team", &[]).await;
        let head = head_of(&pool, &served.public_key, last).await;
        let archived = verify(&mut pool.acquire().await.unwrap()).await.unwrap();
        assert_eq!((head.origin.as_str(), head.size, head.root), (ORIGIN, archived.commits, archived.root));
    }
    let last = history.many(300).await;
    head_of(&pool, &served.public_key, last).await;
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_was_altered_is_not_signed() {
    let served = Served::start().await;
    let pool = connect(&served.database).await;
    let mut history = History::new(&served.log);
    let last = history.many(20).await;
    head_of(&pool, &served.public_key, last).await;
    let heads =
        || async { sqlx::query_scalar::<_, i64>("SELECT count(*) FROM proof.heads").fetch_one(&pool).await.unwrap() };
    let before = heads().await;
    sqlx::raw_sql("UPDATE archive.commits SET leaf_hash = set_byte(leaf_hash, 7, 0) WHERE seq = 3")
        .execute(&pool)
        .await
        .unwrap();
    let later = history.submit(900, "검토", "team", &[]).await;
    served.becomes_not_ready().await;
    assert_eq!(heads().await, before, "no head of {later} commits");
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_not_the_announced_one_is_refused_at_start() {
    let served = Served::start().await;
    let mut config = served.config.clone();
    let other = haetae_proof::SigningKey::generate(ORIGIN).unwrap();
    let file = served.dir.path().join("other.pem");
    fs::write(&file, other.to_pem().unwrap()).unwrap();
    config["signing"]["key_file"] = file.to_string_lossy().into_owned().into();
    let refused = haetae_dashboard::run(serde_json::from_value(config).unwrap(), Default::default()).await.unwrap_err();
    assert!(refused.to_string().contains("are not a pair"), "{refused}");
    served.stop().await;
}
