//! From the command line to an exit code.

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser};
use clap_complete::Shell;

use crate::{
    commands::Command,
    failure::{Exit, Failure, exit_codes},
    output,
    session::Session,
    settings::Options,
    views::Look,
    words::{Lang, Said},
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
    /// Write the completion script of a shell, e.g. haetae completion bash > ~/.local/share/bash-completion/completions/haetae
    Completion {
        /// The shell
        shell: Shell,
    },
    /// Say what the exit codes mean
    ExitCodes,
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let App { options, command } = App::parse();
    let exit = match command {
        What::Completion { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut App::command(), "haetae", &mut script);
            said(options.lang(), output::write(&String::from_utf8_lossy(&script)))
        }
        What::ExitCodes => said(options.lang(), output::write(&exit_codes(&Look::here(options.lang())))),
        What::Call(command) => call(options, *command),
    };
    ExitCode::from(exit.code())
}

fn call(options: Options, command: Command) -> Exit {
    let mut lang = options.lang();
    if let Some(outcome) = command.offline(&Look::here(lang)) {
        return said(lang, outcome);
    }
    let session = options.settle().and_then(|settings| {
        lang = settings.lang();
        Session::open(settings)
    });
    let session = match session {
        Ok(session) => session,
        Err(failure) => return said(lang, Err(failure)),
    };
    match runtime().and_then(|runtime| runtime.block_on(command.run(&session))) {
        Ok(()) => Exit::Ok,
        Err(Failure::Interrupted) => Exit::Interrupted,
        Err(failure) => told(lang, &session.explain(&failure), failure.exit()),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failure::Broken(Said {
            ko: format!("실행 환경을 만들 수 없습니다: {error}"),
            en: format!("no runtime: {error}"),
        })
    })
}

fn said(lang: Lang, outcome: Result<(), Failure>) -> Exit {
    match outcome {
        Ok(()) => Exit::Ok,
        Err(failure) => told(lang, &failure.lines(lang), failure.exit()),
    }
}

fn told(lang: Lang, lines: &[String], exit: Exit) -> Exit {
    eprintln!("{}: {}", lang.pick("오류", "error"), lines.join("\n"));
    exit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        App::command().debug_assert();
    }

    #[test]
    fn no_command_has_an_option_that_all_have() {
        let all = App::command();
        let global: Vec<_> = all.get_arguments().map(|arg| arg.get_id().clone()).collect();
        let mut commands: Vec<_> = all.get_subcommands().cloned().collect();
        while let Some(command) = commands.pop() {
            let own = command.get_arguments().map(clap::Arg::get_id);
            let twice: Vec<_> = own.filter(|id| global.contains(id)).collect();
            assert!(twice.is_empty(), "{} {twice:?}", command.get_name());
            commands.extend(command.get_subcommands().cloned());
        }
        assert!(global.len() > 8);
    }

    #[test]
    fn a_token_is_never_taken_from_the_command_line() {
        assert!(App::try_parse_from(["haetae", "--token", "secret", "review", "list"]).is_err());
        let help = App::command().render_long_help().to_string();
        assert!(help.contains("--token-file") && !help.contains("--token "), "{help}");
    }

    #[test]
    fn words_of_the_contract_are_checked_before_any_call() {
        let wrong = App::try_parse_from(["haetae", "review", "list", "--level", "hihg"]).unwrap_err();
        assert_eq!(wrong.exit_code(), i32::from(Exit::Usage.code()));
        assert!(wrong.to_string().contains("expected one of low, medium, high, critical"), "{wrong}");
    }
}
