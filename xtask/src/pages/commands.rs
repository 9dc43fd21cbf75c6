//! The commands that a line of code names.

use std::collections::BTreeSet;

use clap::CommandFactory as _;
use haetae_cli::words::Lang;

/// The names of a justfile's recipes.
fn recipes(justfile: &str) -> BTreeSet<String> {
    let heads = justfile.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    heads.filter_map(|line| line.split([' ', ':']).next()).map(str::to_owned).collect()
}

/// The commands that there are.
pub(super) struct Commands {
    haetae: clap::Command,
    xtask: clap::Command,
    recipes: BTreeSet<String>,
}

impl Commands {
    /// The commands of the command line, of the project and of this justfile.
    pub(super) fn with(justfile: &str) -> Self {
        Self {
            haetae: haetae_cli::command_line(Lang::En),
            xtask: crate::Command::command(),
            recipes: recipes(justfile),
        }
    }
}

/// Returns the commands in a line, each with its fault.
pub(super) fn named(line: &str, there: &Commands) -> Vec<(String, Option<String>)> {
    let line = line.split(" #").next().unwrap_or_default();
    let parts = line.split(['|', ';', '`', '(']).flat_map(|part| part.split("&&"));
    parts.filter_map(|part| one(part.trim().trim_start_matches("$ "), there)).collect()
}

fn one(part: &str, there: &Commands) -> Option<(String, Option<String>)> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let fault = match *words.as_slice() {
        ["haetae", ref rest @ ..] => led(&there.haetae, rest),
        ["cargo", "xtask", ref rest @ ..] => led(&there.xtask, rest),
        ["just", recipe, ..] if recipe.starts_with(|c: char| c.is_ascii_lowercase()) => {
            (!there.recipes.contains(recipe)).then(|| format!("there is no recipe {recipe}"))
        }
        _ => return None,
    };
    Some((part.to_owned(), fault))
}

/// Follows words from a command to its subcommands; returns the first unknown word.
fn led(mut command: &clap::Command, words: &[&str]) -> Option<String> {
    let mut words = words.iter().copied().peekable();
    while let Some(word) = words.next() {
        if !command.has_subcommands() {
            return None;
        }
        if word.starts_with('-') {
            // The value of an option of every command, as in `--as kim`.
            let is_value = |next: &&str| !next.starts_with('-') && command.find_subcommand(next).is_none();
            words.next_if(is_value);
            continue;
        }
        if word == "help" || !word.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
            return None;
        }
        let Some(next) = command.find_subcommand(word) else {
            return Some(format!("{} has no command {word}", command.get_name()));
        };
        command = next;
    }
    None
}
