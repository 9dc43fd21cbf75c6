//! Runs a command line and returns its exit code.

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use clap_complete::Shell;

use crate::{
    commands::{Command, Sign, exit_codes},
    completion,
    failure::{Exit, Failure},
    help,
    output::Output,
    screen::{Colour, Screen},
    session::Session,
    settings::{Options, Settings},
    words::{Lang, Said, os},
};

/// Security reviews from the command line: speaks to Haetae's services over gRPC.
#[derive(Debug, Parser)]
#[command(name = "haetae", version, after_help = "Exit codes: haetae exit-codes. Documentation: docs/cli.md.")]
struct App {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    #[command(flatten)]
    Call(Box<Command>),
    #[command(flatten)]
    Sign(Sign),
    /// Write the completion script of a shell, for its start file, e.g. source <(haetae completion bash)
    Completion {
        /// The shell
        shell: Shell,
    },
    /// List the exit codes and what they mean
    ExitCodes,
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let lang = help::asked();
    completion::answer(|| command_line(lang));
    let width = Screen::here(false, Colour::Never).width;
    let App { options, command } =
        match fitted(lang, width).try_get_matches().and_then(|found| App::from_arg_matches(&found)) {
            Ok(app) => app,
            Err(error) => return unusable(&error, lang),
        };
    let exit = match command {
        What::Completion { shell } => said(&options, completion::script(shell)),
        What::ExitCodes => said(&options, exit_codes(options.output(), &options.look())),
        What::Sign(command) => sign(options, command),
        What::Call(command) => call(options, *command),
    };
    ExitCode::from(exit.code())
}

/// The command line, explained in a language. The options of every command are listed once, in the help of the tool itself.
#[must_use]
pub fn command_line(lang: Lang) -> clap::Command {
    fitted(lang, None)
}

/// The command line whose help fits so many columns, or has lines of any length.
pub(crate) fn fitted(lang: Lang, width: Option<usize>) -> clap::Command {
    let mut all = App::command().term_width(width.unwrap_or(0));
    all.build();
    let all = all.mut_subcommands(brief);
    match lang {
        Lang::Ko => help::in_korean(all),
        Lang::En => all,
    }
}

/// The command without the options of every command in its help.
fn brief(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| if arg.is_global_set() { arg.hide(true) } else { arg });
    command
        .mut_subcommands(brief)
        .after_help("Options of every command, such as --output, --lang, --wide: haetae --help")
}

/// Writes the fault of the command line, or the requested help. If JSON or YAML was requested, the fault is written in
/// that format.
fn unusable(error: &clap::Error, lang: Lang) -> ExitCode {
    let output = if error.use_stderr() { asked_for(help::arguments()) } else { Output::Table };
    if output.is_structured() {
        let ko = help::error(error).unwrap_or_else(|| error.to_string());
        let en = help::english(error).unwrap_or_else(|| error.to_string());
        let told = Failure::Usage(Said { ko, en });
        eprint!("{}", output.failure(&told, lang, &told.lines(lang)));
        return ExitCode::from(Exit::Usage.code());
    }
    let told = match lang {
        Lang::Ko => help::error(error),
        Lang::En => help::english(error),
    };
    match told {
        Some(told) => eprint!("{told}"),
        // Help that cannot be written is no success.
        None => {
            if error.print().is_err() {
                return ExitCode::from(Exit::Failed.code());
            }
        }
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(1))
}

/// The output asked for on a command line that cannot be read whole.
fn asked_for(args: impl Iterator<Item = String>) -> Output {
    let args: Vec<String> = args.collect();
    let given = args.iter().enumerate().find_map(|(n, arg)| match arg.as_str() {
        "-o" | "--output" => args.get(n + 1).map(String::as_str),
        arg => arg.strip_prefix("--output=").or_else(|| arg.strip_prefix("-o")),
    });
    given.and_then(|name| <Output as clap::ValueEnum>::from_str(name, true).ok()).unwrap_or_default()
}

fn call(options: Options, command: Command) -> Exit {
    let (mut lang, mut output) = (options.lang(), options.output());
    if let Some(outcome) = command.offline(output, &options.look()) {
        return said(&options, outcome);
    }
    let given = options.clone();
    let session = settled(options, false, &mut lang, &mut output)
        .and_then(|settings| Ok((runtime()?, settings)))
        .and_then(|(runtime, settings)| Ok((runtime.block_on(Session::open(settings))?, runtime)));
    let (session, runtime) = match session {
        Ok(opened) => opened,
        Err(failure) => return print_failure(output, lang, &failure, &given.with_sign_in(failure.lines(lang))),
    };
    match runtime.block_on(command.run(&session)) {
        Ok(()) => Exit::Ok,
        Err(Failure::Interrupted) => Exit::Interrupted,
        Err(failure) => print_failure(output, lang, &failure, &given.with_sign_in(session.explain(&failure))),
    }
}

fn sign(options: Options, command: Sign) -> Exit {
    let (mut lang, mut output) = (options.lang(), options.output());
    let given = options.clone();
    let outcome =
        settled(options, true, &mut lang, &mut output).and_then(|settings| runtime()?.block_on(command.run(settings)));
    match outcome {
        Ok(()) => Exit::Ok,
        Err(failure) => print_failure(output, lang, &failure, &given.with_sign_in(failure.lines(lang))),
    }
}

/// The settings, and the language and output that they want.
fn settled(options: Options, signs_in: bool, lang: &mut Lang, output: &mut Output) -> Result<Settings, Failure> {
    let settings = options.settle(signs_in)?;
    (*lang, *output) = (settings.lang(), settings.output());
    Ok(settings)
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        let Said { ko, en } = os(&error);
        Failure::Broken(Said {
            ko: format!("실행 환경을 만들 수 없습니다: {ko}"), en: format!("no runtime: {en}")
        })
    })
}

fn said(options: &Options, outcome: Result<(), Failure>) -> Exit {
    match outcome {
        Ok(()) => Exit::Ok,
        Err(failure) => print_failure(options.output(), options.lang(), &failure, &failure.lines(options.lang())),
    }
}

/// Says on standard error what went wrong: in lines for people, as one value for programs.
fn print_failure(output: Output, lang: Lang, failure: &Failure, lines: &[String]) -> Exit {
    eprint!("{}", output.failure(failure, lang, lines));
    failure.exit()
}

#[cfg(test)]
mod tests;
