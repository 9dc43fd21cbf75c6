//! Differences between two versions of a catalogue.

use std::fmt::Write as _;

use haetae_document::{Difference, Part, What};
use serde_json::Value;

use super::Look;

/// Formats the differences as text.
#[must_use]
pub fn versions(catalog: &str, (from, to): (u32, u32), found: &[Difference], look: &Look) -> String {
    let mut out = format!("{}: {catalog} v{from} → v{to}\n", look.pick("카탈로그 버전 비교", "Catalogue versions"));
    if found.is_empty() {
        let _ = writeln!(out, "  {}", look.pick("차이가 없습니다.", "They are the same."));
    }
    for part in Part::ALL {
        for what in What::ALL {
            let of: Vec<_> = found.iter().filter(|one| one.part == part && one.what == what).collect();
            if of.is_empty() {
                continue;
            }
            let _ = writeln!(out, "  {} · {} {}", part.say(look.lang), what.say(look.lang), of.len());
            for one in of {
                let (title, fields) = (one.title(look.lang), one.fields(look.lang));
                let fields = if fields.is_empty() { fields } else { format!(" ({fields})") };
                let _ = writeln!(out, "    {}  {title}{fields}", one.id);
            }
        }
    }
    out
}

/// For programs.
#[must_use]
pub fn versions_value(catalog: &str, (from, to): (u32, u32), found: &[Difference]) -> Value {
    let value = |one: &Difference| {
        serde_json::json!({
            "part": one.part.name, "what": one.what.name(), "id": one.id, "title": one.title, "fields": one.fields,
        })
    };
    serde_json::json!({
        "catalogId": catalog, "from": from, "to": to, "differences": found.iter().map(value).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use haetae_document::differences;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::words::Lang;

    /// D9: a comparison of two versions of a catalogue lists additions, changes with their fields, and removals.
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
            "rules · changed 1\n    r  s (conditions)",
        ] {
            assert!(told.contains(line), "{told}");
        }
        assert_eq!(versions_value("web", (1, 2), &found)["differences"].as_array().map(Vec::len), Some(4));
        let same = versions("web", (1, 1), &differences(from, from).unwrap(), &Look::new(Lang::Ko, TimeZone::UTC));
        assert!(same.ends_with("차이가 없습니다.\n"), "{same}");
    }
}
