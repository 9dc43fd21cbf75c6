//! Completion in shells. The script that a shell reads is short: it asks the tool at every completion, so that words, options
//! and the numbers of reviews are those there are.

use std::{ffi::OsString, time::Duration};

use clap::{Command, Parser as _};
use clap_complete::{
    CompleteEnv, Shell,
    engine::{ArgValueCandidates, CompletionCandidate},
    env::Shells,
};
use haetae_proto::dashboard::v1::ListReviewsRequest;

use crate::{failure::Failure, output, session::Session, settings::Options};

/// A shell that waits longer than this for reviews is better off without.
const PATIENCE: Duration = Duration::from_secs(2);
/// Reviews offered: the latest.
const OFFERED: i32 = 50;
/// What tells the tool that a shell asks it.
const VARIABLE: &str = "COMPLETE";

/// Answers a shell that asks; does nothing in every other run. Call it before anything is written.
pub(crate) fn answer(command_line: impl Fn() -> Command) {
    CompleteEnv::with_factory(|| offering(command_line())).var(VARIABLE).complete();
}

/// Writes the script of a shell.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn script(shell: Shell) -> Result<(), Failure> {
    let shells = Shells::builtins();
    let mut script = Vec::new();
    let written = match shells.completer(&shell.to_string()) {
        Some(known) => known.write_registration(VARIABLE, "haetae", "haetae", "haetae", &mut script),
        None => Ok(()),
    };
    written.map_err(|error| output::broken(error.to_string()))?;
    output::write(&String::from_utf8_lossy(&script))
}

/// The command line, with the numbers of reviews offered wherever a review is named.
fn offering(command: Command) -> Command {
    let command = command.mut_args(|arg| match arg.get_id().as_str() {
        "review" => arg.add(ArgValueCandidates::new(reviews)),
        _ => arg,
    });
    command.mut_subcommands(offering)
}

/// The latest reviews the caller may see; none where that cannot be told at once.
fn reviews() -> Vec<CompletionCandidate> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime else { return Vec::new() };
    let found = runtime.block_on(async { tokio::time::timeout(PATIENCE, listed(options(std::env::args_os()))).await });
    found.ok().and_then(Result::ok).unwrap_or_default()
}

async fn listed(options: Options) -> Result<Vec<CompletionCandidate>, Failure> {
    let session = Session::open(options.settle(false)?).await?;
    let request = ListReviewsRequest { page_size: OFFERED, ..Default::default() };
    let answer = session.dashboard().await?.list_reviews(request).await?.into_inner();
    let offered = |number: String, title: String| CompletionCandidate::new(number).help(Some(title.into()));
    Ok(answer.reviews.into_iter().map(|row| offered(row.number, row.title)).collect())
}

/// Options of every command on a line that is not finished: what cannot be read is left out.
fn options(args: impl Iterator<Item = OsString>) -> Options {
    #[derive(clap::Parser)]
    #[command(ignore_errors = true, disable_help_flag = true, disable_version_flag = true)]
    struct Line {
        #[command(flatten)]
        options: Options,
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<OsString>,
    }
    let words = args.skip_while(|arg| arg != "--").skip(1);
    Line::try_parse_from(words).map(|line| line.options).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_an_unfinished_line_are_heeded() {
        let line = ["haetae", "--", "haetae", "--as", "kim", "review", "show", "R-"].map(OsString::from);
        assert!(format!("{:?}", options(line.into_iter())).contains("kim"));
    }
}
