//! Runs a private NATS and PostgreSQL until Ctrl-C or SIGTERM: `cargo run -p haetae-devstack`.

use anyhow::Result;
use haetae_devstack::{Stack, StackOptions};
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> Result<()> {
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
