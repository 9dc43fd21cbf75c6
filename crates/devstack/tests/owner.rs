//! An owner killed by -9 takes everything it started with it.

mod common;

use std::{path::PathBuf, process::Stdio, time::Duration};

use anyhow::{Context, Result, ensure};
use common::{eventually, processes_of, sendable};
use haetae_devstack::{Guarded, Launch, StackDir, is_alive};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

struct Owner {
    child: Child,
    nats: u32,
    postgres: u32,
    dir: PathBuf,
}

async fn words(lines: &mut Lines<BufReader<ChildStdout>>) -> Result<Vec<String>> {
    let line = lines.next_line().await?.context("the owner ended too early")?;
    Ok(line.split(' ').map(str::to_owned).collect())
}

async fn start_owner() -> Result<Owner> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haetae-devstack"));
    let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("stdout")?).lines();
    let nats = words(&mut lines).await?[1].parse()?;
    let postgres = words(&mut lines).await?[1].parse()?;
    let dir = words(&mut lines).await?[1].clone().into();
    Ok(Owner { child, nats, postgres, dir })
}

#[tokio::test]
async fn nothing_outlives_an_owner_killed_by_9() -> Result<()> {
    let mut owner = start_owner().await?;
    ensure!(is_alive(owner.nats) && is_alive(owner.postgres));
    owner.child.kill().await?;
    eventually("the end of both servers", || !is_alive(owner.nats) && !is_alive(owner.postgres)).await?;
    eventually("the end of every child and watcher", || processes_of(&owner.dir).is_empty()).await?;
    ensure!(owner.dir.exists(), "nobody was left to remove it");
    drop(StackDir::create()?);
    ensure!(!owner.dir.exists(), "the next start did not sweep");
    Ok(())
}

#[tokio::test]
async fn sigterm_stops_an_owner_cleanly() -> Result<()> {
    let mut owner = start_owner().await?;
    let pid = owner.child.id().and_then(|pid| i32::try_from(pid).ok()).context("pid")?;
    let pid = rustix::process::Pid::from_raw(pid).context("pid")?;
    rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
    ensure!(owner.child.wait().await?.success());
    ensure!(!is_alive(owner.nats) && !is_alive(owner.postgres) && !owner.dir.exists());
    Ok(())
}

#[tokio::test]
async fn a_guarded_program_is_its_own_process_and_is_told_to_end() -> Result<()> {
    let dir = StackDir::create()?;
    let log = dir.path().join("log");
    let script = "trap 'echo asked; exit 3' TERM; echo $$ $WORD $1; while :; do sleep 0.01; done";
    let launch = Launch::new("/bin/sh", &log).args(["-c", script, "sh", "a b"]).env("WORD", "hello");
    let mut program = Guarded::spawn(&launch)?;
    let text = || std::fs::read_to_string(&log).unwrap_or_default();
    let greeting = format!("{} hello a b\n", program.pid());
    eventually("the greeting", || text() == greeting).await?;
    let status = sendable(program.terminate(Duration::from_secs(20))).await?;
    ensure!(status.code() == Some(3) && text().ends_with("asked\n"));
    Ok(())
}

#[tokio::test]
async fn a_guarded_program_that_ignores_sigterm_is_killed() -> Result<()> {
    let dir = StackDir::create()?;
    let log = dir.path().join("log");
    let script = "trap '' TERM; echo ready; while :; do sleep 0.01; done";
    let mut program = Guarded::spawn(&Launch::new("/bin/sh", &log).args(["-c", script]))?;
    eventually("ready", || std::fs::read_to_string(&log).is_ok_and(|text| text == "ready\n")).await?;
    let refused = program.terminate(Duration::from_millis(100)).await;
    ensure!(refused.is_err_and(|error| error.to_string().contains("sh")));
    ensure!(!is_alive(program.pid()));
    Ok(())
}
