//! docs/configuration.md is made from the configurations; this test holds it.

use std::{env, fmt::Write as _, fs};

use super::{Default, Key, PROGRAMS, Program, Section, variable};
use crate::workspace;

const PAGE: &str = "docs/configuration.md";
const BEGIN: &str = "<!-- keys: made by a test -->\n";
const END: &str = "<!-- end of keys -->";

#[test]
fn the_page_has_every_key_of_every_program() {
    let programs: Vec<Program> = PROGRAMS.iter().map(|name| Program::read(name).unwrap()).collect();
    let keys = tables(&programs);
    let path = workspace::root().join(PAGE);
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the place of the keys");
    let (written, after) = rest.split_once(END).expect("the end of the keys");
    if env::var_os("HAETAE_WRITE_DOCS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{keys}{END}{after}")).unwrap();
    } else {
        assert_eq!(written, keys, "run this test once with HAETAE_WRITE_DOCS=1");
    }
}

/// A table for each section; programs that have the same one share it.
fn tables(programs: &[Program]) -> String {
    let mut sections: Vec<(&Section, Vec<&str>)> = Vec::new();
    for program in programs {
        for section in &program.sections {
            let same = |one: &(&Section, Vec<&str>)| one.0.name == section.name && one.0.keys == section.keys;
            match sections.iter().position(same) {
                Some(at) => sections[at].1.push(&program.name),
                None => sections.push((section, vec![&program.name])),
            }
        }
    }
    let mut text = String::new();
    for (section, names) in sections {
        let about = section.about.trim_end_matches('.');
        write!(text, "\n### {} of {}\n\n{}.\n\n", section.name, names.join(", "), capital(about)).unwrap();
        text += "| key | type | default | meaning |\n| --- | --- | --- | --- |\n";
        for key in &section.keys {
            let about = key.about.replace('|', "\\|");
            let name = variable(&section.name, &key.name);
            writeln!(text, "| `{name}` | {} | {} | {about} |", key.kind, shown(key)).unwrap();
        }
    }
    text + "\n"
}

fn shown(key: &Key) -> String {
    match &key.default {
        Default::Required => "**required**".to_owned(),
        Default::None => "none".to_owned(),
        Default::Value(value) => {
            let mebibytes = value.parse::<u64>().ok().filter(|bytes| *bytes >= 1 << 20 && bytes % (1 << 20) == 0);
            match mebibytes {
                Some(bytes) => format!("`{value}` ({} MiB)", bytes >> 20),
                None if value.contains(' ') => value.clone(),
                None => format!("`{value}`"),
            }
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
