//! Subcommands. A service reads all it is told from its configuration, so a subcommand becomes configuration: the
//! program starts itself again with the section `[run]` in its environment.

use std::{
    env,
    ffi::{OsStr, OsString},
    os::unix::process::CommandExt as _,
    process::{Command, ExitCode},
};

const USAGE: &str = "usage: haetae-dashboard [serve | migrate | rebuild NAME] [--config PATH]";

/// Starts the program again if its first argument is a subcommand; gives the exit code when that fails.
pub fn hand_over_command() -> Option<ExitCode> {
    let mut args = env::args_os().skip(1);
    let settings = match args.next()?.to_str()? {
        "serve" => vec![("HAETAE__RUN__COMMAND", OsString::from("serve"))],
        "migrate" => vec![("HAETAE__RUN__COMMAND", "migrate".into())],
        "rebuild" => match args.next().filter(|name| !name.as_encoded_bytes().starts_with(b"-")) {
            Some(name) => vec![("HAETAE__RUN__COMMAND", "rebuild".into()), ("HAETAE__RUN__PROJECTION", name)],
            None => return Some(fail(USAGE)),
        },
        // An option, or nothing we know: the configuration reads it or refuses it.
        _ => return None,
    };
    let program = env::current_exe().unwrap_or_else(|_| OsStr::new("haetae-dashboard").into());
    let error = Command::new(program).args(args).envs(settings).exec();
    Some(fail(&error.to_string()))
}

fn fail(line: &str) -> ExitCode {
    eprintln!("haetae-dashboard: {line}");
    ExitCode::FAILURE
}
