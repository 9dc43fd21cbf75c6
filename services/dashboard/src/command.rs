//! Subcommands. A service reads all it is told from its configuration, so a subcommand becomes configuration: the
//! program starts itself again with the section `[run]` in its environment. What needs no service is done at once.

use std::{
    env,
    ffi::{OsStr, OsString},
    os::unix::process::CommandExt as _,
    process::{Command, ExitCode},
};

use crate::audit::offline;

/// One line, like every reason not to start.
const USAGE: &str = "usage: haetae-dashboard [serve | migrate | rebuild NAME | log restore [--keep-both] | audit export --to DIR | \
                     audit prove --review ID --to DIR | audit rows | audit keygen --origin NAME --key FILE | \
                     audit verify --export FILE --heads FILE --key FILE [--forks FILE] \
                     [--allow-uncovered] | audit check --key FILE PROOF...] \
                     [--config PATH]";

/// Sections of the environment that a subcommand sets.
type Settings = Vec<(&'static str, OsString)>;

/// Starts the program again if its first argument is a subcommand; gives the exit code when that fails, or of what was
/// done at once.
pub fn hand_over_command() -> Option<ExitCode> {
    let mut args: Vec<OsString> = env::args_os().skip(1).collect();
    let settings = match word(&args, 0)? {
        "serve" | "migrate" => run(&mut args, 1),
        "rebuild" => rebuild(&mut args),
        "log" if word(&args, 1) == Some("restore") => {
            args.remove(0);
            restore(&mut args)
        }
        "audit" => {
            args.remove(0);
            match word(&args, 0) {
                Some("export") => options(&mut args, &[("--to", "HAETAE__RUN__TO")]),
                Some("prove") => {
                    options(&mut args, &[("--review", "HAETAE__RUN__REVIEW"), ("--to", "HAETAE__RUN__TO")])
                }
                Some("rows") => run(&mut args, 1),
                Some(offline) => return Some(offline::run(offline, &args[1..]).unwrap_or_else(|| fail(USAGE))),
                None => None,
            }
        }
        "log" => None,
        // An option, or nothing we know: the configuration reads it or refuses it.
        _ => return None,
    };
    let Some(settings) = settings else { return Some(fail(USAGE)) };
    let program = env::current_exe().unwrap_or_else(|_| OsStr::new("haetae-dashboard").into());
    let error = Command::new(program).args(args).envs(settings).exec();
    Some(fail(&error.to_string()))
}

fn word(args: &[OsString], at: usize) -> Option<&str> {
    args.get(at)?.to_str()
}

/// Takes the command's own words.
fn run(args: &mut Vec<OsString>, words: usize) -> Option<Settings> {
    let command = args.first()?.clone();
    args.drain(..words);
    Some(vec![("HAETAE__RUN__COMMAND", command)])
}

fn rebuild(args: &mut Vec<OsString>) -> Option<Settings> {
    let name = args.get(1).filter(|name| !name.as_encoded_bytes().starts_with(b"-"))?.clone();
    let mut settings = run(args, 2)?;
    settings.push(("HAETAE__RUN__PROJECTION", name));
    Some(settings)
}

fn restore(args: &mut Vec<OsString>) -> Option<Settings> {
    let mut settings = run(args, 1)?;
    if let Some(at) = args.iter().position(|arg| arg == "--keep-both") {
        args.remove(at);
        settings.push(("HAETAE__RUN__KEEP_BOTH", "true".into()));
    }
    Some(settings)
}

/// Takes the command and its options, all of which are needed.
fn options(args: &mut Vec<OsString>, names: &[(&str, &'static str)]) -> Option<Settings> {
    let mut settings = run(args, 1)?;
    for (option, key) in names {
        settings.push((key, take(args, option)?));
    }
    Some(settings)
}

/// Takes an option and its value out of the arguments.
pub(crate) fn take(args: &mut Vec<OsString>, option: &str) -> Option<OsString> {
    let at = args.iter().position(|arg| arg == option)?;
    (at + 1 < args.len()).then(|| args.drain(at..=at + 1).next_back()).flatten()
}

fn fail(line: &str) -> ExitCode {
    eprintln!("haetae-dashboard: {line}");
    ExitCode::FAILURE
}
