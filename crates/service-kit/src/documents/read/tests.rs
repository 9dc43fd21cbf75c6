use std::collections::{BTreeMap, BTreeSet};

use haetae_domain::{text::Text, vocabulary::Level};
use serde::Deserialize;

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    title: Text,
    points: u8,
    days: u16,
    #[serde(default)]
    levels: BTreeSet<Level>,
    #[serde(default)]
    by_level: BTreeMap<Level, Text>,
    #[serde(default)]
    least: Option<Level>,
    #[serde(default)]
    automatic: bool,
    #[serde(default)]
    parts: Vec<Sample>,
}

fn faults(json: &str) -> Vec<String> {
    let Err(faults) = read_document::<Sample>(json.as_bytes(), |_| vec![]) else { return vec![] };
    for fault in &faults {
        assert_ne!(fault.reason.ko, fault.reason.en);
        assert!(fault.reason.ko.ends_with("니다."), "{}", fault.reason.ko);
    }
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_fitting_document_is_read_as_serde_reads_it() {
    let json = r#"{"title":{"ko":"가","en":"a"},"points":255,"days":1,"levels":["low","high"],"least":"low",
        "automatic":true,"by_level":{"critical":{"ko":"나","en":"b"}},
        "parts":[{"title":{"ko":"다","en":"c"},"points":0,"days":65535,"least":null}]}"#;
    let read = read_document::<Sample>(json.as_bytes(), |_| vec![]).expect("no faults");
    assert_eq!(read, serde_json::from_str(json).expect("a sample"));
}

#[test]
fn everything_that_does_not_fit_is_named_at_once() {
    let json = r#"{"title":{"ko":"가","en":7},"points":256,"points":1,"days":-1,"surplus":0,"levels":["low","severe"],
        "by_level":{"none":{"ko":"나"},"low":"x"},"least":3,"automatic":"yes","parts":[{"title":{"ko":"다","en":"c"},"points":1.5}, []]}"#;
    assert_eq!(
        faults(json),
        [
            "points: given twice",
            "surplus: an unknown name",
            "title.en: must be a string",
            "points: must be a whole number from 0 to 255",
            "days: must be a whole number from 0 to 65535",
            "levels[1]: must be one of low, medium, high, critical",
            "by_level.none: an unknown name",
            "by_level.low: must be an object",
            "least: must be one of low, medium, high, critical",
            "automatic: must be true or false",
            "parts[0].points: must be a whole number from 0 to 255",
            "parts[1]: must be an object",
            "by_level.none.en: missing",
            "parts[0].days: missing",
        ]
    );
}

/// What was probably meant is told beside a name or word that is unknown, in both languages, with sentences of their own.
#[test]
fn what_was_meant_is_told() {
    let json = r#"{"titel":{"ko":"가","en":"a"},"points":1,"days":1,"by_level":{"hihg":{"ko":"나","en":"b"}}}"#;
    let found = read_document::<Sample>(json.as_bytes(), |_| vec![]).expect_err("faults");
    let told = |path: &str| found.iter().find(|fault| fault.path == path).map(|fault| fault.reason.clone());
    let level = told("by_level.hihg").expect("told");
    assert_eq!(level.en, "an unknown name; did you mean `high`?");
    assert_eq!(level.ko, "알 수 없는 이름입니다. `high`을(를) 쓰려던 것입니까?");
    assert!(told("titel").is_some_and(|told| told.en.ends_with("did you mean `title`?")));
}

/// D10: an entry of an unknown name is named, and stands in for no healthy one.
#[test]
fn an_unknown_name_blames_no_healthy_entry() {
    let json = r#"{"title":{"ko":"가","en":"a"},"points":1,"days":1,
        "by_level":{"low":{"ko":"나","en":"b"},"severe":{"ko":"","en":7}}}"#;
    let examine = |sample: &Sample| {
        let words: Vec<_> = sample.by_level.iter().map(|(level, text)| (*level, text.ko.as_str())).collect();
        assert_eq!(words, [(Level::Low, "나")], "the healthy entry is as it was written");
        vec![]
    };
    let found = read_document::<Sample>(json.as_bytes(), examine).expect_err("faults");
    let found: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found, ["by_level.severe: an unknown name", "by_level.severe.en: must be a string"]);
}

#[test]
fn missing_values_are_named_by_their_paths() {
    assert_eq!(faults("{}"), ["days: missing", "points: missing", "title: missing"]);
    assert_eq!(faults(r#"{"title":{},"points":1,"days":1}"#), ["title.en: missing", "title.ko: missing"]);
}

#[test]
fn what_is_no_json_or_too_large_is_refused_as_a_whole() {
    assert_eq!(faults("{\n \"title\": }"), [": not JSON at line 2, column 11"]);
    assert_eq!(faults(&"[".repeat(100_000)).len(), 1, "deep nesting");
    assert_eq!(faults(&format!("\"{}\"", "가".repeat(10 << 20))), [": larger than 512 KiB"]);
    assert_eq!(faults("[]")[0], ": must be an object");
}

#[test]
fn other_checks_go_on_where_the_shape_is_right() {
    let json = r#"{"title":{"ko":"","en":""},"points":"x","days":1,"parts":[{"title":{"ko":1,"en":"c"},"points":1,"days":1}]}"#;
    let examine = |sample: &Sample| {
        assert_eq!(sample.points, 0, "the plainest value stands in");
        ["title.ko", "points", "parts[by-id].title.ko", "parts[by-id].days"]
            .map(|p| Fault::new(p, ("가", "checked")))
            .into()
    };
    let found = read_document(json.as_bytes(), examine).expect_err("faults");
    let found: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "points: must be a whole number from 0 to 255",
            "parts[0].title.ko: must be a string",
            "title.ko: checked",
            "parts[by-id].days: checked"
        ]
    );
}

/// Texts of a document are stored as those of requests are: composed, and without what shows nothing.
#[test]
fn texts_are_read_as_they_are_stored() {
    let decomposed = "\u{1100}\u{1161}\u{200b} ";
    let json = format!(r#"{{"title":{{"ko":"{decomposed}","en":"e\u0301\r\nb"}},"points":1,"days":1}}"#);
    let read = read_document::<Sample>(json.as_bytes(), |_| vec![]).expect("no faults");
    assert_eq!((read.title.ko.as_str(), read.title.en.as_str()), ("가", "é\nb"));
    let steered = r#"{"title":{"ko":"가","en":"a\u202eb"},"points":1,"days":1}"#;
    let read = read_document::<Sample>(steered.as_bytes(), |_| vec![]).expect("for its checks to refuse");
    assert_eq!(read.title.en, "a\u{202e}b");
}
