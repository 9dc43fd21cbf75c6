//! Differences between two versions of a catalogue, computed from their documents.

use std::collections::BTreeMap;

use haetae_proto::words::{Name, label};
use haetae_sheet::words::Lang;
use serde_json::Value;

/// A part of a catalogue that is compared: a list of things with ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its name in documents.
    pub name: &'static str,
    ko: &'static str,
    en: &'static str,
}

impl Part {
    /// All of them, in the order of documents.
    pub const ALL: [Self; 4] = [
        Self { name: "controls", ko: "보안요구사항", en: "controls" },
        Self { name: "rules", ko: "선정 규칙", en: "rules" },
        Self { name: "threats", ko: "위협", en: "threats" },
        Self { name: "solutions", ko: "대응 기술", en: "solutions" },
    ];

    /// The display name.
    #[must_use]
    pub const fn say(self, lang: Lang) -> &'static str {
        lang.pick(self.ko, self.en)
    }
}

/// Names of fields of documents. Fields that the contract has as well are named there; a field that is not listed is shown by
/// its name in the document.
const FIELDS: [(&str, Name); 14] = [
    ("layer", label::LAYER),
    ("area", Name { ko: "분야", en: "area" }),
    ("title", label::TITLE),
    ("mandatory_from", Name { ko: "필수 기준", en: "mandatory from" }),
    ("requirements", Name { ko: "요구사항", en: "requirements" }),
    ("checks", Name { ko: "점검 내용", en: "checks" }),
    ("countermeasure", Name { ko: "조치 방법", en: "countermeasure" }),
    ("references", Name { ko: "참조 표준", en: "references" }),
    ("solutions", Name { ko: "대응 기술", en: "solutions" }),
    ("provenance", Name { ko: "출처 구분", en: "provenance" }),
    ("note", Name { ko: "비고", en: "note" }),
    ("reason", label::REASON),
    ("when", label::CONDITIONS),
    ("controls", label::CONTROL_ID),
];

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The part it is of.
    pub part: Part,
    /// Whether it came, changed or went.
    pub what: What,
    /// Its id.
    pub id: String,
    /// Its title by language.
    pub title: Value,
    /// The fields that differ, as documents name them; none when it came or went.
    pub fields: Vec<String>,
}

impl Difference {
    /// Its title; empty when it has none.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &str {
        self.title[lang.tag()].as_str().unwrap_or_default()
    }

    /// The fields that differ, as people call them.
    #[must_use]
    pub fn fields(&self, lang: Lang) -> String {
        let name = |field: &String| {
            let known = FIELDS.iter().find(|(name, ..)| name == field);
            known.map_or_else(|| field.clone(), |(_, name)| lang.name(*name).to_owned())
        };
        self.fields.iter().map(name).collect::<Vec<_>>().join(", ")
    }
}

/// The kind of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The later version has it alone.
    Added,
    /// Both have it, with differences.
    Changed,
    /// The earlier version has it alone.
    Removed,
}

impl What {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Added, Self::Changed, Self::Removed];

    /// For programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "ADDED",
            Self::Changed => "CHANGED",
            Self::Removed => "REMOVED",
        }
    }

    /// The display name.
    #[must_use]
    pub const fn say(self, lang: Lang) -> &'static str {
        match self {
            Self::Added => lang.pick("추가", "added"),
            Self::Changed => lang.pick("변경", "changed"),
            Self::Removed => lang.pick("제외", "retired"),
        }
    }
}

/// Returns all differences between two documents.
///
/// # Errors
/// An error if one of them is not a document.
pub fn differences(from: &[u8], to: &[u8]) -> Result<Vec<Difference>, serde_json::Error> {
    let (mut from, mut to): (Value, Value) = (serde_json::from_slice(from)?, serde_json::from_slice(to)?);
    drop_nulls(&mut from);
    drop_nulls(&mut to);
    let mut found = Vec::new();
    for part in Part::ALL {
        let (old, new) = (by_id(&from[part.name]), by_id(&to[part.name]));
        for (id, one) in &new {
            let (what, fields) = match old.get(id) {
                None => (What::Added, Vec::new()),
                Some(before) => (What::Changed, fields(before, one)),
            };
            if what == What::Added || !fields.is_empty() {
                found.push(Difference { part, what, id: (*id).to_owned(), title: title(one), fields });
            }
        }
        let gone = old.iter().filter(|(id, _)| !new.contains_key(*id));
        found.extend(gone.map(|(id, one)| Difference {
            part,
            what: What::Removed,
            id: (*id).to_owned(),
            title: title(one),
            fields: Vec::new(),
        }));
    }
    Ok(found)
}

/// A field that is null says what an absent one says, and TOML has no null: the same content in two formats is the same.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn by_id(list: &Value) -> BTreeMap<&str, &Value> {
    let entries = list.as_array().into_iter().flatten();
    entries.filter_map(|one| Some((one["id"].as_str()?, one))).collect()
}

fn title(one: &Value) -> Value {
    if one["title"].is_null() { one["reason"].clone() } else { one["title"].clone() }
}

fn fields(before: &Value, after: &Value) -> Vec<String> {
    let names = [before, after].into_iter().filter_map(Value::as_object).flat_map(|fields| fields.keys());
    let mut names: Vec<&String> = names.filter(|name| before[name.as_str()] != after[name.as_str()]).collect();
    names.sort();
    names.dedup();
    names.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A comparison of two versions of a catalogue lists additions, changes with their fields, and removals.
    #[test]
    fn two_versions_are_compared() {
        let from = r#"{"controls":[{"id":"A","title":{"ko":"가","en":"a"},"checks":[1]},{"id":"B","title":{"ko":"나","en":"b"}}],
            "rules":[{"id":"q","when":{"min_level":null}},{"id":"r","when":{},"reason":{"ko":"사유","en":"s"}}]}"#.as_bytes();
        let to = r#"{"controls":[{"id":"C","title":{"ko":"다","en":"c"}},{"id":"A","title":{"ko":"가","en":"a"},"checks":[2],"note":null,"own":1}],
            "rules":[{"id":"q","when":{}},{"id":"r","when":{"min_level":"high"},"reason":{"ko":"사유","en":"s"}}]}"#.as_bytes();
        let found = differences(from, to).unwrap();
        let told = |lang| {
            let one = |one: &Difference| {
                let (part, what) = (one.part.say(lang), one.what.say(lang));
                format!("{part} {what} {} {} ({})", one.id, one.title(lang), one.fields(lang))
            };
            found.iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(
            told(Lang::En),
            [
                "controls changed A a (checks, own)",
                "controls added C c ()",
                "controls retired B b ()",
                "rules changed r s (conditions)"
            ]
        );
        assert_eq!(told(Lang::Ko)[0], "보안요구사항 변경 A 가 (점검 내용, own)");
        assert_eq!(differences(from, from).unwrap(), []);
        assert!(differences(b"", from).is_err());
    }
}
