//! Nothing outside the contract names its words again.

use std::{fs, path::Path};

use haetae_proto::words::VOCABULARIES;

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

/// Every source file but tests, and every page for people, with what its tests leave out.
fn written() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    for part in ["crates", "services", "xtask", "proto", "docs", "migrations"] {
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
            if !["tests", "target", "content", "node_modules"].contains(&name.as_str()) {
                collect(&path, found);
            }
        } else if [".rs", ".sql", ".proto", ".md", ".tsv"].iter().any(|end| name.ends_with(end))
            && !name.ends_with("tests.rs")
        {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            found.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn the_words_of_the_profile_and_the_steps_are_named_in_the_contract_alone() {
    let values = VOCABULARIES.iter().filter(|(name, _)| name.starts_with("haetae.common.v1."));
    // "None" is also what people call an empty list.
    let values: Vec<_> =
        values.flat_map(|(_, values)| values.iter().skip(1)).filter(|value| value.word != "NONE").collect();
    assert!(values.len() > 80, "only {} values", values.len());
    let files = written();
    let mut again = Vec::new();
    for (file, text) in files.iter().filter(|(file, _)| file.ends_with(".rs") || file.ends_with(".sql")) {
        let text = text.to_lowercase();
        for value in &values {
            let (ko, en) = (value.name.ko, value.name.en.to_lowercase());
            if [format!("\"{ko}\", \"{en}\""), format!("'{ko}', '{en}'")].iter().any(|pair| text.contains(pair)) {
                again.push(format!("{file}: {ko}, {en}"));
            }
        }
    }
    assert!(again.is_empty(), "take these names from the contract:\n{}", again.join("\n"));
}

#[test]
fn no_word_that_the_glossary_replaced_is_left() {
    let mut left = Vec::new();
    for (file, text) in written() {
        left.extend(REPLACED.iter().filter(|word| text.contains(*word)).map(|word| format!("{file}: {word}")));
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}
