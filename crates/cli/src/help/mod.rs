//! Help and errors of the command line in Korean. The English texts are the comments of the commands; `ko.tsv` has the Korean
//! text of each, a line per text: English, tab, Korean.

mod errors;

use std::{collections::HashMap, sync::LazyLock};

use clap::{
    Arg, Command,
    builder::{PossibleValue, StyledStr},
};

pub(crate) use self::errors::{english, korean as error};
use crate::{
    settings::MORE,
    words::{self, Lang},
};

/// Korean by English.
static KOREAN: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| include_str!("ko.tsv").lines().filter_map(|line| line.split_once('\t')).collect());
/// The layout of a command's help.
const LAYOUT: &str = "{before-help}{about-with-newline}\n사용법: {usage}\n\n{all-args}{after-help}";

/// Returns the arguments of this process. An argument that is not text is reported when the whole line is parsed.
pub(crate) fn arguments() -> impl Iterator<Item = String> {
    std::env::args_os().map(|arg| arg.to_string_lossy().into_owned())
}

/// The language that this process was asked for.
pub(crate) fn asked() -> Lang {
    lang(arguments())
}

/// The language asked for on a command line, before it is read as a whole; else that of the environment.
fn lang(args: impl Iterator<Item = String>) -> Lang {
    let args: Vec<String> = args.collect();
    let given = args.iter().enumerate().find_map(|(n, arg)| match arg.as_str() {
        "--lang" => args.get(n + 1).map(String::as_str),
        arg => arg.strip_prefix("--lang="),
    });
    let given = given.and_then(|name| <Lang as clap::ValueEnum>::from_str(name, true).ok());
    given.unwrap_or_else(words::of_environment)
}

/// The whole command line in Korean; it has to be built already.
pub(crate) fn in_korean(command: Command) -> Command {
    let usage = command.clone().render_usage().to_string();
    let usage = errors::usage_line(usage.trim_start_matches("Usage: "));
    let command = command
        .override_usage(usage)
        .help_template(LAYOUT)
        .subcommand_help_heading("명령")
        .subcommand_value_name("명령")
        .mut_args(argument)
        .mut_subcommands(in_korean);
    let korean = |said: Option<&StyledStr>| said.map(ToString::to_string).as_deref().and_then(text);
    let [about, long, after] =
        [korean(command.get_about()), korean(command.get_long_about()), korean(command.get_after_help())];
    let command = match about {
        Some(korean) => command.about(korean).long_about(long),
        None => command,
    };
    match after {
        Some(korean) => command.after_help(korean),
        None => command,
    }
}

/// The Korean for an English text.
fn text(english: &str) -> Option<&'static str> {
    KOREAN.get(normal(english).as_str()).copied()
}

/// A text on one line, as `ko.tsv` has it.
fn normal(english: &str) -> String {
    english.trim_end_matches('.').split_whitespace().collect::<Vec<_>>().join(" ")
}

fn argument(arg: Arg) -> Arg {
    // Under a heading of their own, arguments would be in the order of their names.
    let arg = match arg.get_index() {
        Some(place) => arg.display_order(place),
        None => arg,
    };
    let heading = match (arg.is_positional(), arg.get_help_heading()) {
        (true, _) => "인자",
        (false, Some(MORE)) => "모든 명령의 추가 옵션",
        (false, Some(_)) => "모든 명령의 옵션",
        (false, None) => "옵션",
    };
    let arg = match arg.get_value_names().and_then(|names| in_words(names.first()?)) {
        Some(name) => arg.value_name(name),
        None => arg,
    };
    let Some(korean) = arg.get_help().map(ToString::to_string).as_deref().and_then(text) else {
        return arg.help_heading(heading);
    };
    let takes = arg.get_action().takes_values();
    let mut said = korean.to_owned();
    let defaults = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(", ");
    if takes && !defaults.is_empty() && !arg.is_hide_default_value_set() {
        said.push_str(&format!(" [기본값: {defaults}]"));
    }
    let values = values(&arg);
    if !values.is_empty() {
        said.push_str(&format!(" [가능한 값: {values}]"));
    }
    if let Some(name) = arg.get_env() {
        said.push_str(&format!(" [환경 변수: {}]", name.to_string_lossy()));
    }
    let arg = arg.help(said).long_help(None).help_heading(heading);
    if takes { arg.hide_default_value(true).hide_possible_values(true).hide_env(true) } else { arg.hide_env(true) }
}

/// The placeholder of a value, in Korean.
fn in_words(name: &str) -> Option<&'static str> {
    errors::VALUES.iter().find(|(en, _)| *en == name).map(|(_, ko)| *ko)
}

/// Lists the allowed values, each with its meaning.
fn values(arg: &Arg) -> String {
    if !arg.get_action().takes_values() {
        return String::new();
    }
    let values = arg.get_possible_values().into_iter().filter(|value| !value.is_hide_set()).map(|value| {
        let meaning = value.get_help().map(ToString::to_string);
        let of_ours = meaning.as_deref().and_then(text).map(str::to_owned);
        match of_ours.or_else(|| of_the_contract(&value)) {
            Some(korean) => format!("{}({korean})", value.get_name()),
            None => value.get_name().to_owned(),
        }
    });
    values.collect::<Vec<_>>().join(", ")
}

/// The Korean word for a contract value, which is accepted as well.
fn of_the_contract(value: &PossibleValue) -> Option<String> {
    value.get_name_and_aliases().find(|name| !name.is_ascii()).map(str::to_owned)
}

#[cfg(test)]
mod tests;
