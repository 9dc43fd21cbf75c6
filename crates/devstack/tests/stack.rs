//! Private servers keep their data and port through crashes, and are isolated from each other.

mod common;

use anyhow::{Context, Result, ensure};
use async_nats::jetstream::{self, stream::Config};
use common::{eventually, processes_of, sendable};
use haetae_devstack::{PostgresOptions, Stack, StackOptions};
use sqlx::{Connection, PgConnection};

fn quick() -> StackOptions {
    StackOptions { postgres: PostgresOptions { fsync: false, ..PostgresOptions::default() }, ..StackOptions::default() }
}

async fn publish(url: &str, text: &'static str) -> Result<u64> {
    let log = jetstream::new(async_nats::connect(url).await?);
    let config = Config { name: "T".into(), subjects: vec!["t.>".into()], ..Config::default() };
    log.get_or_create_stream(config).await?;
    Ok(log.publish("t.a", text.into()).await?.await?.sequence)
}

#[tokio::test]
async fn what_was_acknowledged_outlives_kill_9_on_the_same_port() -> Result<()> {
    let mut stack = sendable(Stack::start(quick())).await?;
    let (nats_url, postgres_url) = (stack.nats.url().to_owned(), stack.postgres.url().to_owned());
    let (nats_pid, postgres_pid) = (stack.nats.pid(), stack.postgres.pid());
    ensure!(publish(&nats_url, "first").await? == 1);
    let mut connection = PgConnection::connect(&postgres_url).await?;
    sqlx::raw_sql("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)").execute(&mut connection).await?;

    stack.nats.kill9().await?;
    stack.postgres.kill9().await?;
    ensure!(stack.nats.pid().is_none() && stack.postgres.pid().is_none());
    ensure!(connection.ping().await.is_err(), "a killed server still answers");
    eventually("no process left", || processes_of(stack.dir.path()).is_empty()).await?;
    sendable(stack.nats.restart()).await?;
    sendable(stack.postgres.restart()).await?;

    ensure!(stack.nats.url() == nats_url && stack.postgres.url() == postgres_url);
    ensure!(stack.nats.pid() != nats_pid && stack.postgres.pid() != postgres_pid);
    ensure!(publish(&nats_url, "second").await? == 2, "the stream began again");
    let mut connection = PgConnection::connect(&postgres_url).await?;
    let kept: i32 = sqlx::query_scalar("SELECT n FROM kept").fetch_one(&mut connection).await?;
    ensure!(kept == 7);
    sendable(stack.stop()).await?;
    Ok(())
}

#[tokio::test]
async fn a_clean_stop_leaves_no_process_and_no_directory() -> Result<()> {
    let stack = Stack::start(quick()).await?;
    let dir = stack.dir.path().to_owned();
    // One server, its children and its watcher each.
    ensure!(!cfg!(target_os = "linux") || processes_of(&dir).len() > 4);
    stack.stop().await?;
    ensure!(!dir.exists());
    eventually("no process left", || processes_of(&dir).is_empty()).await
}

#[tokio::test]
async fn dropping_a_stack_ends_its_processes() -> Result<()> {
    let stack = Stack::start(quick()).await?;
    let dir = stack.dir.path().to_owned();
    drop(stack);
    eventually("no process left", || processes_of(&dir).is_empty()).await
}

#[tokio::test]
async fn two_stacks_at_once_do_not_meet() -> Result<()> {
    let (one, two) = tokio::try_join!(Stack::start(quick()), Stack::start(quick()))?;
    ensure!(publish(one.nats.url(), "one").await? == 1);
    ensure!(publish(two.nats.url(), "two").await? == 1);
    one.postgres.create_database("only_here").await?;
    let mut connection = PgConnection::connect(two.postgres.url()).await?;
    let elsewhere: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'only_here')")
        .fetch_one(&mut connection)
        .await?;
    ensure!(!elsewhere);
    connection.close().await?;
    one.stop().await?;
    two.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_database_sorts_and_searches_hangul() -> Result<()> {
    let stack = Stack::start(quick()).await?;
    let url = stack.postgres.create_database("with \"quotes\" and 한글").await?;
    let mut connection = PgConnection::connect(&url).await?;
    sqlx::raw_sql("CREATE EXTENSION pg_trgm").execute(&mut connection).await?;
    let (sorted, similar, fsync): (bool, bool, String) = sqlx::query_as(
        "SELECT '가' < '나' AND '나' < '다', similarity('보안성 검토', '보안성') > 0.3, current_setting('fsync')",
    )
    .fetch_one(&mut connection)
    .await?;
    ensure!(sorted && similar && fsync == "off", "{sorted} {similar} {fsync}");
    let provider: String = sqlx::query_scalar(
        "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = current_database()",
    )
    .fetch_one(&mut connection)
    .await?;
    ensure!(provider == "bC.UTF-8", "{provider}");
    connection.close().await?;
    stack.stop().await.context("stop")
}
