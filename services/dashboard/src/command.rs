//! The command line: what it says goes into the section `[run]` of the configuration.

use std::{path::PathBuf, process::ExitCode};

use clap::{CommandFactory as _, Parser as _, error::ErrorKind};
use haetae_domain::causes::with_causes;
use haetae_service_kit::{config::load_file, lifecycle::run_configured};

use crate::{Command, Config, RunConfig, audit::keygen::keygen};

const NAME: &str = "haetae-dashboard";

/// Answers queries over all reviews, and proves what they rest on.
#[derive(Debug, clap::Parser)]
#[command(name = NAME, version, after_help = "Checking an export or a proof: haetae audit verify, haetae audit check.")]
struct Arguments {
    /// The configuration, TOML; every key can also be set as HAETAE__SECTION__KEY
    #[arg(long, global = true, value_name = "PATH")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Subcommand>,
}

#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    /// Project the log and answer queries, as without a command
    Serve,
    /// Bring the database up to date
    Migrate,
    /// Replay the log into a new generation of a projection and swap it in
    Rebuild {
        /// The projection: board, archive or diagnosis
        name: String,
    },
    /// Repair the event log
    #[command(subcommand)]
    Log(LogCommand),
    /// Export and prove the history, and compare the read models with it
    #[command(subcommand)]
    Audit(AuditCommand),
}

#[derive(Debug, clap::Subcommand)]
enum LogCommand {
    /// Publish the archive into a log that lacks it or its end
    Restore {
        /// Make the archive's side the history where the log goes on otherwise, and keep the log's side
        #[arg(long)]
        keep_both: bool,
    },
}

#[derive(Debug, clap::Subcommand)]
enum AuditCommand {
    /// Write the log, its signed heads, forks and the public key to files
    Export {
        /// The folder; created if it does not exist. An earlier export there goes on if it is of the same log
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Write a proof of every commit of a review
    Prove {
        /// The review
        #[arg(long, value_name = "ID")]
        review: String,
        /// The folder; created if it does not exist
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// Replace existing files
        #[arg(long)]
        overwrite: bool,
    },
    /// Compare every read model with a fold of the archive
    Rows,
    /// Write a new private key for the heads of the log, and print the public key
    Keygen {
        /// The name of the log, e.g. haetae.example.com/log
        #[arg(long, value_name = "NAME")]
        origin: String,
        /// The file for the private key, which must not exist
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
}

/// Does what the command line says.
#[must_use]
pub fn main() -> ExitCode {
    let Arguments { config, command } = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return explained(&error),
    };
    if let Some(Subcommand::Audit(AuditCommand::Keygen { origin, key })) = &command {
        return match keygen(origin, key) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{NAME}: {}", with_causes(&*error));
                ExitCode::FAILURE
            }
        };
    }
    let load = || {
        let mut config: Config = load_file(config)?;
        if let Some(command) = command {
            command.set(&mut config.run);
        }
        Ok(config)
    };
    run_configured(NAME, load, crate::run)
}

/// Help that was asked for ends with 0; a command line that is wrong with 1 and one line, like every other reason not to
/// start.
fn explained(error: &clap::Error) -> ExitCode {
    let asked_for = !error.use_stderr();
    if asked_for || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let said = error.print();
        return if asked_for && said.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    eprintln!("{NAME}: {}", one_line(error));
    ExitCode::FAILURE
}

/// The fault of a command line, and the usage.
fn one_line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("For more information"));
    let mut parts: Vec<_> = lines.filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if !text.contains("Usage:") {
        parts.push(Arguments::command().render_usage().to_string());
    }
    parts.join("; ").replacen("error: ", "", 1).replace("Usage:", "usage:")
}

impl Subcommand {
    fn set(self, run: &mut RunConfig) {
        run.command = match self {
            Self::Serve => Command::Serve,
            Self::Migrate => Command::Migrate,
            Self::Rebuild { name } => {
                run.projection = Some(name);
                Command::Rebuild
            }
            Self::Log(LogCommand::Restore { keep_both }) => {
                run.keep_both |= keep_both;
                Command::Restore
            }
            Self::Audit(AuditCommand::Export { to }) => {
                run.to = Some(to);
                Command::Export
            }
            Self::Audit(AuditCommand::Prove { review, to, overwrite }) => {
                (run.review, run.to) = (Some(review), Some(to));
                run.overwrite |= overwrite;
                Command::Prove
            }
            Self::Audit(AuditCommand::Rows) => Command::Rows,
            // Done without a configuration.
            Self::Audit(AuditCommand::Keygen { .. }) => return,
        };
    }
}

#[cfg(test)]
mod tests;
