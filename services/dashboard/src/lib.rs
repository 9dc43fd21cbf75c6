//! Dashboard: projects the log into read models and answers queries over all reviews. Never writes commits to the
//! log.

mod analysts;
mod archive;
mod audit;
mod beyond;
mod board;
mod building;
mod columns;
mod command;
mod config;
mod database;
mod diagnosis;
mod dossier;
mod filter;
mod grpc;
mod heads;
mod inclusion;
mod oscal;
mod projecting;
mod projections;
mod rank;
mod reads;
mod rebuild;
mod restore;
mod serve;
mod standstill;
mod store;
mod text;
mod unit;
mod words;

use tokio_util::sync::CancellationToken;

pub use analysts::Rights;
pub use archive::{Archive, Broken, Verified, verify};
pub use board::Board;
pub use command::main;
pub use config::{Command, Config, RunConfig, WatchConfig};
pub use database::{CheckError, check, migrate};
pub use diagnosis::Diagnosis;

/// Runs the task in `config.run`; serves until `shutdown`.
///
/// # Errors
/// When it cannot start, or loses a resource that it cannot work without.
pub async fn run(config: Config, shutdown: CancellationToken) -> anyhow::Result<()> {
    match config.run.command {
        Command::Serve => serve::serve(config, shutdown).await,
        Command::Migrate => migrate(&database::pool(&config.database)?).await.map(drop),
        Command::Rebuild => rebuild::rebuild(&config).await,
        Command::Export => audit::files::export(&config).await,
        Command::Prove => audit::prove::prove(&config).await,
        Command::Rows => audit::rows::rows(&config).await,
        Command::Restore => restore::restore(&config).await,
    }
}
