//! Nothing outside the contract names its words again.

use std::{collections::BTreeMap, fs, path::Path};

use haetae_proto::words::{Name, STEPS, VOCABULARIES};

/// Words that the glossary replaced: 점검 결과 is what a checkpoint has, 최종 판정 what a review has.
const REPLACED: [&str; 11] = [
    "해당없음",
    "미판정",
    "대외비",
    "접수 검토",
    "점검 목록",
    "보완통제",
    "협력기관",
    "재확인 필요",
    "대외 웹",
    "공개 웹",
    "판정 재확인",
];

/// This very file names the words.
const THIS: &str = "dictionary.rs";

/// Kinds of files that people write.
const ENDINGS: [&str; 11] = [".rs", ".sql", ".proto", ".md", ".tsv", ".ftl", ".toml", ".html", ".js", ".yaml", ".txt"];

/// Texts of the console that mean something else than the value or the step of the same name.
const HOMONYMS: [(&str, &str); 2] = [
    ("stage-received", "the first of five stages, and the day of the request; a status is one of ten"),
    ("request-service", "the part of the form about the service; the value is a kind of component"),
];

/// Every source file but tests of one file, and every page for people, with what its tests leave out.
fn written() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    for part in ["crates", "services", "xtask", "proto", "docs", "migrations", "integration-tests", "deploy"] {
        collect(&root.join(part), &mut found);
    }
    assert!(found.len() > 500, "only {} files", found.len());
    found
}

fn collect(dir: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            if !["tests", "target", "node_modules"].contains(&name.as_str()) {
                collect(&path, found);
            }
        } else if ENDINGS.iter().any(|end| name.ends_with(end)) && !name.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            found.push((path.display().to_string(), text));
        }
    }
}

/// What the contract calls values of the vocabulary and steps. "None" is also what people call an empty list.
fn names() -> Vec<Name> {
    let values = VOCABULARIES.iter().filter(|(name, _)| name.starts_with("haetae.common.v1."));
    let values = values.flat_map(|(_, values)| values.iter().skip(1)).filter(|value| value.word != "NONE");
    let names: Vec<_> = values.map(|value| value.name).chain(STEPS.iter().map(|(_, name)| *name)).collect();
    assert!(names.len() > 120, "only {} names", names.len());
    names
}

#[test]
fn values_and_steps_are_named_in_the_contract_alone() {
    let (files, mut again) = (written(), Vec::new());
    let pairs = |name: Name| {
        let (ko, en) = (name.ko, name.en.to_lowercase());
        [
            format!("\"{ko}\", \"{en}\""),
            format!("'{ko}', '{en}'"),
            format!("ko: \"{ko}\", en: \"{en}\""),
            format!("ko = \"{ko}\", en = \"{en}\""),
        ]
    };
    let pairs: Vec<_> = names().into_iter().flat_map(pairs).collect();
    for (file, text) in
        files.iter().filter(|(file, _)| ![".proto", ".md", ".ftl"].iter().any(|end| file.ends_with(end)))
    {
        let text = text.to_lowercase();
        again.extend(pairs.iter().filter(|pair| text.contains(*pair)).map(|pair| format!("{file}: {pair}")));
    }
    assert!(again.is_empty(), "take these names from the contract:\n{}", again.join("\n"));
}

/// The texts of the console in one language, by their keys.
fn texts(lang: &str) -> BTreeMap<String, String> {
    let folder = format!("/texts/{lang}/");
    let files = written().into_iter().filter(|(file, _)| file.contains(&folder) && file.ends_with(".ftl"));
    let lines: Vec<_> = files.flat_map(|(_, text)| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let texts = lines.iter().filter_map(|line| line.split_once(" = ")).filter(|(key, _)| !key.starts_with([' ', '#']));
    texts.map(|(key, text)| (key.to_owned(), text.to_lowercase())).collect()
}

#[test]
fn no_text_of_the_console_names_a_value_or_a_step_again() {
    let (korean, english, names) = (texts("ko"), texts("en"), names());
    assert!(korean.len() > 300, "only {} texts", korean.len());
    let again = |key: &String, ko: &String| {
        let en = english.get(key)?;
        names.iter().find(|name| name.ko == ko && name.en.to_lowercase() == *en)
    };
    let again: Vec<_> =
        korean.iter().filter(|(key, ko)| again(key, ko).is_some()).map(|(key, _)| key.as_str()).collect();
    assert_eq!(again, BTreeMap::from(HOMONYMS).into_keys().collect::<Vec<_>>(), "take these from the contract");
}

#[test]
fn no_word_that_the_glossary_replaced_is_left() {
    let mut left = Vec::new();
    for (file, text) in written().into_iter().filter(|(file, _)| !file.ends_with(THIS)) {
        left.extend(REPLACED.iter().filter(|word| text.contains(*word)).map(|word| format!("{file}: {word}")));
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}
