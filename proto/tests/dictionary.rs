//! Nothing outside the contract names its words again.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use haetae_proto::words::{LABELS, Name, STEPS, VOCABULARIES};

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

/// Labels that are everyday words: other things are called so as well, and have their own word in English.
const EVERYDAY: [&str; 9] = ["내용", "이름", "사유", "상태", "시각", "설명", "결과", "조건", "버전"];

/// Files that name something else as a field is named.
const OTHER_FIELDS: [(&str, &str); 3] = [
    ("cli/src/failure/names.rs", "facts of refusals"),
    ("cli/src/views/causes.rs", "kinds of what an audit finds"),
    ("cli/src/views/evidence.rs", "a heading, in capitals"),
];

/// Names that mean something else where they stand, with the English word there.
const OTHERS: [(&str, &str); 19] = [
    ("최종 판정", "decision"),      // the outcome; the step is to decide
    ("검토 번호", "number"),        // in the head of a review
    ("로그 위치", "head"),          // of a read model
    ("미조치", "findings"),         // a column of figures
    ("보완 요청", "asked for"),     // before the question
    ("순번", "order"),              // of causes
    ("요청 시각", "requested at"),  // in a refusal
    ("위험 평가", "assessment"),    // what the event records
    ("위협", "manages"),            // what a solution manages
    ("재검토 필요", "out of date"), // beside a status
    ("재검토 필요", "stale decisions"),
    ("점검 결과", "checkpoints"),     // the tally
    ("점검 결과 기록", "results"),    // a heading
    ("접수", "submitted"),            // a count
    ("조치 반려", "fixes sent back"), // counts
    ("조치 확인 대기", "fixes to verify"),
    ("처리 기한", "due"), // a column
    ("취약", "failed"),   // a count
    ("프로젝션", "read models"),
];

/// This very file names the words.
const THIS: &str = "dictionary.rs";

/// Kinds of files that people write.
const ENDINGS: [&str; 11] = [".rs", ".sql", ".proto", ".md", ".tsv", ".ftl", ".toml", ".html", ".js", ".yaml", ".txt"];

/// Texts of the console that mean something else than the value or the step of the same Korean name.
const HOMONYMS: [(&str, &str); 14] = [
    ("stage-received", "the first of five stages, and the day of the request; a status is one of ten"),
    ("request-service", "the part of the form about the service; the value is a kind of component"),
    ("bulk-title", "the heading of a form for several reviews"),
    ("publish-back", "a button; the value is the status of a finding"),
    ("act-cancel", "a button; the value is the status of a finding"),
    ("menu-ops", "the pages for operators; the value is a stage of the service"),
    ("insights-submitted", "how many reviews were requested"),
    ("insights-sent-back", "how many fixes were sent back"),
    ("insights-fixes", "how many fixes wait; the value is the status of a finding"),
    ("request-send", "a button"),
    ("compare-decision", "a decision; the step is to decide"),
    ("stage-decision", "the last of five stages; the step is to decide"),
    ("decision-title", "a heading; the step is to decide"),
    ("why-open-title", "a heading; the value is the reason for a due date"),
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

/// The ways in which code writes a name in both languages.
fn pairs(name: Name) -> [String; 4] {
    let (ko, en) = (name.ko, name.en.to_lowercase());
    [
        format!("\"{ko}\", \"{en}\""),
        format!("'{ko}', '{en}'"),
        format!("ko: \"{ko}\", en: \"{en}\""),
        format!("ko = \"{ko}\", en = \"{en}\""),
    ]
}

/// Where the files of these folders write one of the names again.
fn again(folder: &str, names: impl Iterator<Item = Name>) -> Vec<String> {
    let (files, pairs, mut again) = (written(), names.flat_map(pairs).collect::<Vec<_>>(), Vec::new());
    let of_people = |file: &str| [".proto", ".md", ".ftl"].iter().any(|end| file.ends_with(end));
    for (file, text) in files.iter().filter(|(file, _)| file.contains(folder) && !of_people(file)) {
        let text = text.to_lowercase();
        again.extend(pairs.iter().filter(|pair| text.contains(*pair)).map(|pair| format!("{file}: {pair}")));
    }
    again
}

#[test]
fn values_and_steps_are_named_in_the_contract_alone() {
    let again = again("/", names().into_iter());
    assert!(again.is_empty(), "take these names from the contract:\n{}", again.join("\n"));
}

/// Columns, changes of a row and differences of two moments are called as the fields are.
#[test]
fn the_names_of_fields_are_taken_from_the_contract() {
    let mut again = again("/", LABELS.iter().map(|(_, label)| *label));
    again.retain(|found| !OTHER_FIELDS.iter().any(|(file, _)| found.contains(file)));
    assert!(LABELS.len() > 100 && again.is_empty(), "take these names from `words::label`:\n{}", again.join("\n"));
}

/// Whether an English word is one of these names, in the singular or the plural.
fn is_one_of(en: &str, names: &[&Name]) -> bool {
    let bare = |word: &str| word.trim_end_matches('s').replace("catalogues", "catalogue");
    names.iter().any(|name| bare(&name.en.to_lowercase()) == bare(en))
}

/// A Korean name of the contract with another English word beside it is a second name for one thing, or another thing under
/// the same name.
#[test]
fn no_name_of_the_contract_has_a_second_translation() {
    let all: Vec<Name> = names().into_iter().chain(LABELS.iter().map(|(_, label)| *label)).collect();
    let (mut second, mut used) = (Vec::new(), BTreeSet::new());
    for (file, text) in written().into_iter().filter(|(file, _)| file.ends_with(".rs") && !file.ends_with(THIS)) {
        for (ko, en) in texts_in_pairs(&text) {
            let of: Vec<_> = all.iter().filter(|name| name.ko == ko).collect();
            if of.is_empty() || EVERYDAY.contains(&ko) || is_one_of(&en, &of) {
                continue;
            }
            if let Some(other) = OTHERS.iter().find(|other| **other == (ko, en.as_str())) {
                used.insert(*other);
            } else {
                second.push(format!("{file}: {ko}, {en}; the contract says {}", of[0].en));
            }
        }
    }
    assert!(second.is_empty(), "{}", second.join("\n"));
    let left: Vec<_> = OTHERS.iter().filter(|other| !used.contains(*other)).collect();
    assert!(left.is_empty(), "these exceptions are not needed any more: {left:?}");
}

/// A Korean text beside an English one, in this order, as code writes both languages. English is in small letters.
fn texts_in_pairs(text: &str) -> Vec<(&str, String)> {
    let parts: Vec<_> = text.split('"').collect();
    let pairs = parts.windows(3).filter(|pair| [",", ", en:", ", en ="].contains(&pair[1].trim()));
    let is_korean = |text: &str| text.chars().any(|letter| ('가'..='힣').contains(&letter));
    let pairs = pairs.filter(|pair| is_korean(pair[0]) && !is_korean(pair[2]));
    pairs.map(|pair| (pair[0], pair[2].to_lowercase())).collect()
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
    let (korean, names) = (texts("ko"), names());
    assert!(korean.len() > 300, "only {} texts", korean.len());
    let again = korean.iter().filter(|(_, ko)| names.iter().any(|name| name.ko == *ko)).map(|(key, _)| key.as_str());
    let again: BTreeSet<_> = again.collect();
    assert_eq!(again, BTreeMap::from(HOMONYMS).into_keys().collect(), "take these from the contract");
}

#[test]
fn no_word_that_the_glossary_replaced_is_left() {
    let mut left = Vec::new();
    for (file, text) in written().into_iter().filter(|(file, _)| !file.ends_with(THIS)) {
        left.extend(REPLACED.iter().filter(|word| text.contains(*word)).map(|word| format!("{file}: {word}")));
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}
