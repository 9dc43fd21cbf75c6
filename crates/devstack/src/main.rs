//! Runs a private NATS and PostgreSQL until Ctrl-C or SIGTERM: `cargo run -p haetae-devstack`.

use std::env;

use anyhow::{Result, bail};
use haetae_devstack::{Stack, StackOptions};
use tokio::signal::unix::{SignalKind, signal};

const USAGE: &str =
    "usage: haetae-devstack (without arguments): runs a private NATS and PostgreSQL until Ctrl-C or SIGTERM";

#[tokio::main]
async fn main() -> Result<()> {
    match env::args().nth(1).as_deref() {
        None => {}
        Some("--help" | "-h") => {
            println!("{USAGE}");
            return Ok(());
        }
        Some(_) => bail!("{USAGE}"),
    }
    let mut terminate = signal(SignalKind::terminate())?;
    let stack = Stack::start(StackOptions::default()).await?;
    println!("nats {} {}", stack.nats.pid().unwrap_or(0), stack.nats.url());
    println!("postgres {} {}", stack.postgres.pid().unwrap_or(0), stack.postgres.url());
    println!("dir {}", stack.dir.path().display());
    tokio::select! {
        _ = terminate.recv() => {}
        outcome = tokio::signal::ctrl_c() => outcome?,
    }
    Ok(stack.stop().await?)
}
