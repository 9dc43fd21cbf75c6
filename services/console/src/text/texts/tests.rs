use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::*;

/// What comes before a key in the program and in templates.
const BEFORE: [&str; 5] = ["key(\"", ".text(\"", ".count(\"", ".with(\"", "texts::text(lang, \""];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The keys of a language with the names that each uses.
fn keys(lang: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    for entry in fs::read_dir(root().join("texts").join(lang)).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let mut current = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if !line.starts_with([' ', '}']) && line.contains('=') {
                current = line.split('=').next().unwrap().trim().to_owned();
                let twice = keys.insert(current.clone(), BTreeSet::new());
                assert!(twice.is_none(), "{current} is there twice");
            }
            let names = line.split('$').skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next());
            let known: &mut BTreeSet<String> = keys.entry(current.clone()).or_default();
            known.extend(names.map(|name| name.unwrap().to_owned()));
        }
    }
    keys.remove("");
    keys
}

/// The keys that the program and the templates use.
fn used() -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    each_program(|program| {
        for before in BEFORE {
            let keys = program.split(before).skip(1).map(|rest| rest.split('"').next().unwrap());
            used.extend(keys.map(str::to_owned));
        }
    });
    used
}

/// Every source file and template, without the tests in it.
fn each_program(mut look: impl FnMut(&str)) {
    let mut folders = vec![root().join("src"), root().join("templates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_none_or(|name| name != "tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                look(text.split("#[cfg(test)]\nmod tests {").next().unwrap());
            }
        }
    }
}

#[test]
fn both_languages_say_the_same_things() {
    let (korean, english) = (keys("ko"), keys("en"));
    assert!(korean.len() > 50, "{} keys", korean.len());
    let named = |keys: &BTreeMap<String, BTreeSet<String>>| keys.keys().cloned().collect::<BTreeSet<_>>();
    let differ: Vec<_> = named(&korean).symmetric_difference(&named(&english)).cloned().collect();
    assert!(differ.is_empty(), "only in one language: {differ:?}");
    for (key, names) in &korean {
        assert_eq!(names, &english[key], "{key}");
    }
}

#[test]
fn every_key_is_there_and_used() {
    let (there, used) = (keys("ko").into_keys().collect::<BTreeSet<_>>(), used());
    let missing: Vec<_> = used.difference(&there).collect();
    assert!(missing.is_empty(), "used, and not there: {missing:?}");
    let unused: Vec<_> = there.difference(&used).collect();
    assert!(unused.is_empty(), "there, and not used: {unused:?}");
}

/// A method without a name would be shown as the contract writes it.
#[test]
fn every_step_that_pages_name_is_one_of_the_contract() {
    let mut named = BTreeSet::new();
    each_program(|program| {
        let methods = program.split(".step(\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        named.extend(methods.map(str::to_owned));
    });
    named.extend(haetae_domain::review::Command::ALL.iter().map(|step| step.method().to_owned()));
    named.extend(haetae_domain::finding::Step::ALL.iter().map(|step| step.name().to_owned()));
    assert!(named.len() > 18, "{named:?}");
    let unknown: Vec<_> = named.iter().filter(|method| haetae_proto::words::step(method).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn every_file_is_read_without_a_fault() {
    let mut files = 0;
    for lang in ["ko", "en"] {
        for entry in fs::read_dir(root().join("texts").join(lang)).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            FluentResource::try_new(text.clone()).unwrap_or_else(|(_, faults)| panic!("{path:?}: {faults:?}"));
            let shipped = FILES.iter().any(|(korean, english)| *korean == text || *english == text);
            assert!(shipped, "{path:?} is not part of the program");
            files += 1;
        }
    }
    assert_eq!(files, 2 * FILES.len());
}

/// The dictionary of the contract has the names of values; a second one would part from it.
#[test]
fn a_text_fits_the_word_in_it() {
    let mut arguments = FluentArgs::new();
    arguments.set("roles", FluentValue::from("검토자"));
    assert_eq!(text(Lang::Ko, "fault-forbidden-roles", Some(&arguments)), "검토자 역할만 할 수 있습니다.");
    assert_eq!(text(Lang::En, "no-such-key", None), "no-such-key");
}
