//! A process that dies over a commit, whenever it writes it. No panic: the process is gone.

use std::{env, process::Stdio, time::Duration};

use haetae_event_log::MemoryLog;
use haetae_projector::{OnDifference, rebuild};
use sqlx::{ConnectOptions as _, PgPool, postgres::PgPoolOptions};
use tokio::process::Command;

use crate::{
    support::{Running, append, append_many, copy, database, rows},
    totals::{FATAL, Mortal},
};

/// Tells this program that it is to live one life of the projector, and on which database.
const DATABASE: &str = "HAETAE_TEST_MORTAL_DATABASE";
/// More deaths than it takes until a commit is parked.
const TOO_MANY: u32 = 8;
const HEAD: u64 = 214;

/// The same in every process: 7 and 208 are fatal. 214 is so too, but does not count: it is a copy of 7.
async fn log() -> MemoryLog {
    let log = MemoryLog::new();
    append_many(&log, 6).await;
    append(&log, FATAL).await;
    append_many(&log, 200).await;
    append(&log, FATAL).await;
    append_many(&log, 5).await;
    copy(&log, 7).await;
    log
}

/// One life, when the other test asks for it: until everything is projected, or until it dies.
#[tokio::test(flavor = "multi_thread")]
async fn a_life() {
    let Ok(url) = env::var(DATABASE) else { return };
    let pool = PgPoolOptions::new().max_connections(4).connect(&url).await.unwrap();
    let running = Running::build::<Mortal>(log().await, &pool);
    running.reaches(HEAD).await;
    running.stop().await.unwrap();
}

/// The same for a rebuild.
#[tokio::test(flavor = "multi_thread")]
async fn a_life_of_a_rebuild() {
    let Ok(url) = env::var(DATABASE) else { return };
    let pool = PgPoolOptions::new().max_connections(4).connect(&url).await.unwrap();
    rebuild::<Mortal>(&log().await, &pool, OnDifference::Replace, |_| {}).await.unwrap();
}

/// Lives one life after another, until one does not end in a death; gives the number of deaths.
async fn lives(life: &str, pool: &PgPool) -> u32 {
    let url = pool.connect_options().to_url_lossy().to_string();
    let program = env::current_exe().unwrap();
    let mut deaths = 0;
    loop {
        let mut process = Command::new(&program);
        process.args(["--exact", life, "--nocapture"]).env(DATABASE, &url).kill_on_drop(true);
        process.stdin(Stdio::null());
        let ended = tokio::time::timeout(Duration::from_secs(60), process.output()).await.unwrap().unwrap();
        if ended.status.success() {
            return deaths;
        }
        deaths += 1;
        assert!(deaths < TOO_MANY, "nothing is parked: {}", String::from_utf8_lossy(&ended.stderr));
    }
}

/// Of the live generation: the commit that kills is parked with that reason, its unit waits behind it, all others are projected.
async fn only_the_fatal_commits_are_parked(pool: &PgPool, deaths: u32) {
    assert!(deaths >= 3, "parked after {deaths} deaths: a single one may have had another cause");
    let sql = "SELECT seq, unit, cause, reason FROM projection.parked WHERE generation = \
               (SELECT generation FROM projection.positions WHERE state = 'live') ORDER BY seq";
    let parked: Vec<(i64, String, String, String)> = sqlx::query_as(sql).fetch_all(pool).await.unwrap();
    let reason = "the process died 3 times while it projected this commit";
    let expected = [(7, "fatal", reason), (208, "waiting", "")];
    assert_eq!(parked, expected.map(|(seq, cause, reason)| (seq, FATAL.into(), cause.into(), reason.into())));
    let others: Vec<i64> = (1..=HEAD.cast_signed()).filter(|seq| ![7, 208, 214].contains(seq)).collect();
    assert_eq!(rows(pool).await.1, others);
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM projection.attempts").fetch_one(pool).await.unwrap();
    assert_eq!(left, 0, "nothing is begun any more");
}

/// A3: a rebuild that dies over a commit parks it with that reason after some tries, and ends; nothing else is parked.
#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_that_dies_over_a_commit_parks_it_and_ends() {
    let pool = database().await;
    // The live generation was written by a build that the commit does not kill.
    let running = Running::start(log().await, &pool);
    running.reaches(HEAD).await;
    running.stop().await.unwrap();
    let deaths = lives("deaths::a_life_of_a_rebuild", &pool).await;
    only_the_fatal_commits_are_parked(&pool, deaths).await;
}

/// A3: the commit that kills is parked with that reason after some deaths, its unit waits behind it, all others are projected.
#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_kills_is_parked_and_the_others_go_on() {
    let pool = database().await;
    let deaths = lives("deaths::a_life", &pool).await;
    only_the_fatal_commits_are_parked(&pool, deaths).await;
}
