//! The points of a policy, read from its document.

use haetae_proto::{
    common::v1::{
        Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ReviewDepth, RiskLevel, ServiceType, UserScale,
    },
    words::Named,
};
use serde_json::Value;

use crate::{pages::parts::Level, text::Say};

/// The items with points of one field of a request.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) name: String,
    /// The limit of the sum of several items; empty without a limit.
    pub(super) limit: String,
    /// Items with their points.
    pub(super) items: Vec<(String, String)>,
}

/// The terms of a level.
#[derive(Debug)]
pub(super) struct Terms {
    pub(super) level: Level,
    pub(super) from: String,
    pub(super) depth: String,
    pub(super) target_days: String,
    pub(super) finding_days: String,
}

/// The sections; none for a document that this build cannot read.
pub(super) fn sections(t: Say, document: &Value) -> Vec<Section> {
    let sections = [
        section::<ServiceType>(t, &document["service_types"]),
        section::<Component>(t, &document["components"]),
        section::<DataClass>(t, &document["data_classes"]),
        section::<LifecycleStage>(t, &document["stage"]),
        section::<Exposure>(t, &document["exposure"]),
        section::<UserScale>(t, &document["user_scale"]),
    ];
    let impact = ["financial", "reputation", "legal_privacy", "safety"].map(|kind| {
        let name = t.field(&format!("profile.impact.{kind}"));
        let points = by_word::<ImpactLevel>(t, &document["impact"]["kinds"][kind]["points"]);
        let items = points.into_iter().map(|(word, points)| (word, number(points))).collect();
        Section { name, limit: limit(t, &document["impact"]), items }
    });
    sections.into_iter().chain(impact).filter(|section| !section.items.is_empty()).collect()
}

fn section<E: Named>(t: Say, section: &Value) -> Section {
    let items = by_word::<E>(t, &section["items"]);
    let items = items.into_iter().map(|(word, item)| (word, number(&item["points"]))).collect();
    Section { name: t.kind::<E>(), limit: limit(t, section), items }
}

fn limit(t: Say, section: &Value) -> String {
    match (&section["cap"], &section["further_percent"]) {
        (Value::Number(cap), Value::Number(percent)) => {
            t.with("policy-limit", &[("cap", &cap.to_string()), ("percent", &percent.to_string())])
        }
        _ => String::new(),
    }
}

/// The values of an object whose keys are words of the contract, in the order of the contract.
fn by_word<E: Named>(t: Say, object: &Value) -> Vec<(String, &Value)> {
    let Some(object) = object.as_object() else { return Vec::new() };
    let place = |name: &String| E::VALUES.iter().position(|value| value.is(name));
    let mut found: Vec<_> = object.iter().map(|(name, value)| (place(name), name, value)).collect();
    found.sort_by_key(|(place, ..)| place.unwrap_or(usize::MAX));
    found.into_iter().map(|(_, name, value)| (word::<E>(t, name), value)).collect()
}

/// What people call a value that a document names; the name itself in a build that does not know it.
pub(super) fn word<E: Named>(t: Say, name: &str) -> String {
    let known = E::VALUES.iter().find(|value| value.is(name));
    known.map_or_else(|| name.to_owned(), |value| t.name(value.name))
}

/// The levels, the most severe first.
pub(super) fn terms(t: Say, document: &Value) -> Vec<Terms> {
    let Some(levels) = document["levels"].as_object() else { return Vec::new() };
    let place = |name: &str| RiskLevel::VALUES.iter().position(|value| value.is(name)).unwrap_or_default();
    let mut levels: Vec<_> = levels.iter().map(|(name, terms)| (place(name), name, terms)).collect();
    levels.sort_by_key(|(place, ..)| std::cmp::Reverse(*place));
    levels
        .into_iter()
        .map(|(place, name, terms)| {
            let depth = terms["depth"].as_str().unwrap_or_default();
            let from = &document["cut_offs"][name.as_str()];
            Terms {
                level: Level::scored(t, i32::try_from(place).unwrap_or_default(), None),
                from: if from.is_null() { "0".to_owned() } else { number(from) },
                depth: word::<ReviewDepth>(t, depth),
                target_days: number(&terms["target_days"]),
                finding_days: number(&document["finding_days"][name.as_str()]),
            }
        })
        .collect()
}

/// Rules that lift the level, each with the level it lifts to.
pub(super) fn escalators(t: Say, document: &Value) -> Vec<(String, Level)> {
    let rules = document["escalators"].as_array().into_iter().flatten();
    rules
        .map(|rule| {
            let floor = rule["floor"].as_str().unwrap_or_default();
            let place = RiskLevel::VALUES.iter().position(|value| value.is(floor)).unwrap_or_default();
            let why = rule["explanation"][t.lang().locale()].as_str().unwrap_or_default().to_owned();
            (why, Level::scored(t, i32::try_from(place).unwrap_or_default(), None))
        })
        .collect()
}

fn number(value: &Value) -> String {
    if value.is_null() { String::new() } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn a_policy_shows_its_points_by_the_words_and_in_the_order_of_the_contract() {
        let document = serde_json::json!({
            "service_types": {"cap": 20, "further_percent": 40, "items": {"payment": {"points": 12}}},
            "exposure": {"items": {"internet": {"points": 10}, "internal": {"points": 0}}},
            "impact": {"cap": 30, "further_percent": 50, "kinds": {"safety": {"points": {"severe": 20, "none": 0}}}},
            "cut_offs": {"medium": 40, "critical": 80},
            "levels": {"low": {"depth": "waivable", "target_days": 120}, "critical": {"depth": "full", "target_days": 7}},
            "escalators": [{"id": "life-safety", "floor": "critical", "explanation": {"ko": "생명", "en": "Life."}}],
        });
        let t = Say::in_language(Lang::Ko);
        let sections = sections(t, &document);
        assert_eq!(sections.iter().map(|one| one.items.len()).collect::<Vec<_>>(), [1, 2, 2]);
        assert!(sections[0].limit.contains("20") && sections[1].limit.is_empty());
        let terms = terms(t, &document);
        let drawn: Vec<_> = terms.iter().map(|one| (one.level.class, &*one.from, &*one.target_days)).collect();
        assert_eq!(drawn, [("lv4", "80", "7"), ("lv1", "0", "120")]);
        let rules = escalators(t, &document);
        assert_eq!((&*rules[0].0, rules[0].1.class), ("생명", "lv4"));
        assert!(super::sections(t, &Value::Null).is_empty() && super::terms(t, &Value::Null).is_empty());
    }
}
