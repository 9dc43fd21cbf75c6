//! The command line: what it says goes into the section `[run]` of the configuration.

use std::{path::PathBuf, process::ExitCode};

use clap::Parser as _;
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
        /// The folder; created if it does not exist
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

/// Help that was asked for ends with 0; a command line that is wrong with 1, like every other reason not to start.
fn explained(error: &clap::Error) -> ExitCode {
    let said = error.print();
    if error.use_stderr() || said.is_err() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
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
            Self::Audit(AuditCommand::Prove { review, to }) => {
                (run.review, run.to) = (Some(review), Some(to));
                Command::Prove
            }
            Self::Audit(AuditCommand::Rows) => Command::Rows,
            // Done without a configuration.
            Self::Audit(AuditCommand::Keygen { .. }) => return,
        };
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn run(line: &str) -> Result<RunConfig, clap::Error> {
        let arguments = Arguments::try_parse_from(std::iter::once(NAME).chain(line.split_whitespace()))?;
        let mut run = RunConfig::default();
        arguments.command.into_iter().for_each(|command| command.set(&mut run));
        Ok(run)
    }

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    /// A command becomes configuration; without one the service serves. Checking proofs is left to `haetae`.
    #[test]
    fn a_command_becomes_configuration() {
        let command = |line| run(line).expect(line).command;
        assert_eq!((command(""), command("--config a.toml")), (Command::Serve, Command::Serve));
        assert_eq!((command("serve"), command("migrate --config a.toml")), (Command::Serve, Command::Migrate));
        let rebuild = run("rebuild board").expect("rebuild");
        assert_eq!((rebuild.command, rebuild.projection.as_deref()), (Command::Rebuild, Some("board")));
        let restore = run("log restore --keep-both").expect("restore");
        assert_eq!((restore.command, restore.keep_both), (Command::Restore, true));
        let prove = run("audit prove --review r --to d").expect("prove");
        assert_eq!((prove.command, prove.review.as_deref(), prove.to), (Command::Prove, Some("r"), Some("d".into())));
        assert_eq!((command("audit export --to d"), command("audit rows")), (Command::Export, Command::Rows));
        for wrong in ["rebuild", "rebuild --config a.toml", "log", "audit", "audit verify", "audit check", "nothing"] {
            assert!(run(wrong).is_err(), "{wrong}");
        }
    }
}
