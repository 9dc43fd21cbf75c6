//! `cargo xtask bench`: figures of the platform next to the limits of the machine, measured in the same run.

mod as_of;
mod bare;
mod console;
mod copy;
mod fill;
mod load;
mod memory;
mod queries;
mod questions;
mod rebuild;
mod submit;

use std::{env, os::unix::process::CommandExt as _, process::ExitCode};

use anyhow::Result;
use haetae_cli::progress::Progress;
use haetae_devstack::{Console, Service};

use crate::workspace::{self, BuildProfile};

/// Measures a release build on durable private servers.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Submit(submit::SubmitArgs),
    Rebuild(rebuild::RebuildArgs),
    Queries(queries::QueriesArgs),
    AsOf(as_of::AsOfArgs),
    Console(console::ConsoleArgs),
}

/// Builds for release if this is not such a build, then measures.
pub(crate) async fn run(args: BenchArgs) -> Result<ExitCode> {
    if cfg!(debug_assertions) {
        return Err(become_release().await);
    }
    match args.what {
        What::Submit(args) => submit::run(args).await?,
        What::Rebuild(args) => rebuild::run(args).await?,
        What::Queries(args) => queries::run(args).await?,
        What::AsOf(args) => as_of::run(args).await?,
        What::Console(args) => console::run(args).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Replaces this process by a release build with the same command; returns only on failure.
async fn become_release() -> anyhow::Error {
    let services = Service::ALL.map(Service::binary);
    let packages = [services.as_slice(), &[Console::BINARY, "xtask"].map(str::to_owned)].concat();
    let progress = Progress::new();
    progress.step("building for release");
    match workspace::build(&progress, &packages, BuildProfile::Release).await {
        Ok(bin_dir) => {
            progress.finish();
            let error = std::process::Command::new(bin_dir.join("xtask")).args(env::args_os().skip(1)).exec();
            anyhow::Error::new(error).context("the release build cannot be run")
        }
        Err(error) => error,
    }
}
