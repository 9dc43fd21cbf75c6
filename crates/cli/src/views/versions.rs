//! What differs between two versions of a catalogue, read from their documents.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::Value;

use super::Look;
use crate::words::Lang;

/// Parts of a catalogue that are compared, with what people call them; each is a list of things with ids.
const PARTS: [(&str, &str, &str); 4] = [
    ("controls", "보안요구사항", "controls"),
    ("rules", "선정 규칙", "rules"),
    ("threats", "위협", "threats"),
    ("solutions", "대응 기술", "solutions"),
];

/// Fields that differ, as people call them; others by their names.
const FIELDS: [(&str, &str, &str); 14] = [
    ("layer", "계층", "layer"),
    ("area", "분야", "area"),
    ("title", "제목", "title"),
    ("mandatory_from", "필수 기준", "mandatory from"),
    ("requirements", "요구사항", "requirements"),
    ("checks", "점검 방법", "checks"),
    ("countermeasure", "조치 방법", "countermeasure"),
    ("references", "참조 표준", "references"),
    ("solutions", "대응 기술", "solutions"),
    ("provenance", "출처 구분", "provenance"),
    ("note", "비고", "note"),
    ("reason", "사유", "reason"),
    ("when", "조건", "condition"),
    ("controls", "보안요구사항", "controls"),
];

/// One thing that differs: which part it is of, its id and title, and the fields; none when it was added or removed.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    part: &'static str,
    what: What,
    id: String,
    title: Value,
    fields: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Added,
    Changed,
    Removed,
}

impl What {
    const ALL: [Self; 3] = [Self::Added, Self::Changed, Self::Removed];

    const fn name(self) -> &'static str {
        match self {
            Self::Added => "ADDED",
            Self::Changed => "CHANGED",
            Self::Removed => "REMOVED",
        }
    }

    const fn say(self, lang: Lang) -> &'static str {
        match self {
            Self::Added => lang.pick("추가", "added"),
            Self::Changed => lang.pick("변경", "changed"),
            Self::Removed => lang.pick("제외", "retired"),
        }
    }
}

/// Everything that differs between two documents.
///
/// # Errors
/// When one of them is no document.
pub fn differences(from: &[u8], to: &[u8]) -> Result<Vec<Difference>, serde_json::Error> {
    let (from, to): (Value, Value) = (serde_json::from_slice(from)?, serde_json::from_slice(to)?);
    let mut found = Vec::new();
    for (part, ..) in PARTS {
        let (old, new) = (by_id(&from[part]), by_id(&to[part]));
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

/// As text.
#[must_use]
pub fn versions(catalog: &str, (from, to): (u32, u32), found: &[Difference], look: &Look) -> String {
    let mut out = format!("{}: {catalog} v{from} → v{to}\n", look.pick("카탈로그 버전 비교", "Catalogue versions"));
    if found.is_empty() {
        let _ = writeln!(out, "  {}", look.pick("차이가 없습니다.", "They are the same."));
    }
    for (part, ko, en) in PARTS {
        for what in What::ALL {
            let of: Vec<_> = found.iter().filter(|one| one.part == part && one.what == what).collect();
            if of.is_empty() {
                continue;
            }
            let _ = writeln!(out, "  {} · {} {}", look.pick(ko, en), what.say(look.lang), of.len());
            for one in of {
                let title = one.title[look.lang.tag()].as_str().unwrap_or_default();
                let fields: Vec<_> = one.fields.iter().map(|field| field_name(field, look)).collect();
                let fields = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(", ")) };
                let _ = writeln!(out, "    {}  {title}{fields}", one.id);
            }
        }
    }
    out
}

fn field_name<'a>(field: &'a str, look: &Look) -> &'a str {
    FIELDS.iter().find(|(name, ..)| *name == field).map_or(field, |(_, ko, en)| look.lang.pick(ko, en))
}

/// For programs.
#[must_use]
pub fn versions_value(catalog: &str, (from, to): (u32, u32), found: &[Difference]) -> Value {
    let value = |one: &Difference| {
        serde_json::json!({
            "part": one.part, "what": one.what.name(), "id": one.id, "title": one.title, "fields": one.fields,
        })
    };
    serde_json::json!({
        "catalogId": catalog, "from": from, "to": to, "differences": found.iter().map(value).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    /// D9: any two versions of a catalogue are compared: what was added, what changed and in which fields, what is gone.
    #[test]
    fn two_versions_are_compared() {
        let from = br#"{"controls":[{"id":"A","title":{"ko":"a","en":"a"},"checks":[1]},{"id":"B","title":{"ko":"b","en":"b"}}],
            "rules":[{"id":"r","when":{},"reason":{"ko":"s","en":"s"}}]}"#;
        let to = br#"{"controls":[{"id":"C","title":{"ko":"c","en":"c"}},{"id":"A","title":{"ko":"a","en":"a"},"checks":[2],"note":null}],
            "rules":[{"id":"r","when":{"min_level":"high"},"reason":{"ko":"s","en":"s"}}]}"#;
        let found = differences(from, to).unwrap();
        let told = versions("web", (1, 2), &found, &Look::new(Lang::En, TimeZone::UTC));
        for line in [
            "controls · added 1\n    C  c",
            "controls · changed 1\n    A  a (checks)",
            "controls · retired 1\n    B  b",
            "rules · changed 1\n    r  s (condition)",
        ] {
            assert!(told.contains(line), "{told}");
        }
        assert_eq!(versions_value("web", (1, 2), &found)["differences"].as_array().map(Vec::len), Some(4));
        let same = versions("web", (1, 1), &differences(from, from).unwrap(), &Look::new(Lang::Ko, TimeZone::UTC));
        assert!(same.ends_with("차이가 없습니다.\n"), "{same}");
    }
}
