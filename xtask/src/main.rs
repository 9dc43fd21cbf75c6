//! The project's own commands: `cargo xtask <command>`.

mod bench;
mod call;
mod demo;
mod deploy;
mod house;
mod identity;
mod leftovers;
mod lint;
#[cfg(test)]
mod pages;
mod pictures;
mod settings;
mod signals;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

/// Builds, shows, tests and measures Haetae.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Command {
    Demo(demo::DemoArgs),
    Test(test::TestArgs),
    /// Checks format, clippy, documentation, dependencies, licences, the contracts and spelling.
    Lint,
    DeployCheck(deploy::DeployCheckArgs),
    House(house::HouseArgs),
    /// Makes the pictures of the pages in docs/img again, of the demo's console; needs Node.js with npm and Chromium.
    Pictures,
    Call(call::CallArgs),
    Bench(bench::BenchArgs),
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    match Command::parse() {
        Command::Demo(args) => demo::run(args).await,
        Command::Test(args) => test::run(args).await,
        Command::Lint => lint::run().await,
        Command::DeployCheck(args) => deploy::run(&args).await,
        Command::House(args) => house::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Pictures => pictures::run().await.map(|()| ExitCode::SUCCESS),
        Command::Bench(args) => bench::run(args).await,
        Command::Call(args) => call::run(args).await.map(|()| ExitCode::SUCCESS),
    }
}
