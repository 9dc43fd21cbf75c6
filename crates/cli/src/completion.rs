//! Completion in shells. The script that a shell reads is short: it asks the tool at every completion, so that words, options
//! and the numbers of reviews are those there are.

use std::{
    ffi::{OsStr, OsString},
    time::Duration,
};

use clap::{Command, Parser as _};
use clap_complete::{
    CompleteEnv, Shell,
    engine::{ArgValueCompleter, CompletionCandidate},
    env::Shells,
};
use haetae_proto::dashboard::v1::{ListReviewsRequest, ReviewRow};

use crate::{failure::Failure, output, session::Session, settings::Options};

/// A shell that waits longer than this for reviews is better off without.
const PATIENCE: Duration = Duration::from_secs(2);
/// Reviews offered: the latest that begin with what is typed.
const OFFERED: usize = 50;
/// Reviews asked for at once where only some of them are offered.
const PAGE: i32 = 200;
/// The variable by which a shell requests completions.
const VARIABLE: &str = "COMPLETE";

/// Answers a shell that asks; does nothing in every other run. Call it before anything is written.
pub(crate) fn answer(command_line: impl Fn() -> Command) {
    CompleteEnv::with_factory(|| offering(command_line())).var(VARIABLE).complete();
}

/// Writes the script of a shell.
///
/// # Errors
/// A failure if the script cannot be written.
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
        "review" => arg.add(ArgValueCompleter::new(reviews)),
        _ => arg,
    });
    command.mut_subcommands(offering)
}

/// Returns the latest reviews that the caller may see and that begin with what is typed; those that are read quickly.
fn reviews(typed: &OsStr) -> Vec<CompletionCandidate> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (Ok(runtime), Some(typed)) = (runtime, typed.to_str()) else { return Vec::new() };
    let mut found = Vec::new();
    let listing = async { tokio::time::timeout(PATIENCE, list(options(std::env::args_os()), typed, &mut found)).await };
    // A shell shows what there is; a failure has no place on an unfinished line.
    drop(runtime.block_on(listing));
    found.into_iter().map(|row| CompletionCandidate::new(row.number).help(Some(row.title.into()))).collect()
}

/// Adds reviews page by page, until there are enough or no more.
async fn list(options: Options, typed: &str, found: &mut Vec<ReviewRow>) -> Result<(), Failure> {
    let session = Session::open(options.settle(false)?).await?;
    let (mut dashboard, mut page_token) = (session.dashboard().await?, String::new());
    loop {
        let request = ListReviewsRequest { page_size: PAGE, page_token, ..Default::default() };
        let answer = dashboard.list_reviews(request).await?.into_inner();
        offer(answer.reviews, typed, found);
        page_token = answer.next_page_token;
        if page_token.is_empty() || found.len() >= OFFERED {
            return Ok(());
        }
    }
}

/// Adds the reviews of a page whose numbers begin with what is typed.
fn offer(page: Vec<ReviewRow>, typed: &str, found: &mut Vec<ReviewRow>) {
    let left = OFFERED.saturating_sub(found.len());
    found.extend(page.into_iter().filter(|row| row.number.starts_with(typed)).take(left));
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

    /// The beginning that is typed decides which reviews are offered, however many newer ones there are.
    #[test]
    fn old_reviews_are_offered_by_their_beginning() {
        let page = |numbers: std::ops::Range<u32>| -> Vec<ReviewRow> {
            numbers.rev().map(|n| ReviewRow { number: format!("R-2026-{n:04}"), ..ReviewRow::default() }).collect()
        };
        let (mut all, mut old) = (Vec::new(), Vec::new());
        for numbers in [80..280, 1..80] {
            offer(page(numbers.clone()), "", &mut all);
            offer(page(numbers), "R-2026-000", &mut old);
        }
        assert_eq!((all.len(), all[0].number.as_str()), (OFFERED, "R-2026-0279"));
        assert_eq!((old.len(), old[0].number.as_str()), (9, "R-2026-0009"));
    }

    #[test]
    fn options_of_an_unfinished_line_are_heeded() {
        let line = ["haetae", "--", "haetae", "--as", "kim", "review", "show", "R-"].map(OsString::from);
        assert!(format!("{:?}", options(line.into_iter())).contains("kim"));
    }
}
