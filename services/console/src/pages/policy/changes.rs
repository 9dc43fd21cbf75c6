//! What differs between two documents of a policy, named as people call it.

use std::collections::BTreeMap;

use haetae_proto::common::v1::{
    Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ReviewDepth, RiskLevel, ServiceType, UserScale,
};
use serde_json::Value;

use super::points::word;
use crate::text::Say;

/// A value that differs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) what: String,
    /// Empty where there is none.
    pub(super) before: String,
    pub(super) after: String,
}

/// Everything that differs, in the order of the names in the document.
pub(super) fn changes(t: Say, before: &Value, after: &Value) -> Vec<Change> {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    leaves(before, &mut Vec::new(), &mut old);
    leaves(after, &mut Vec::new(), &mut new);
    let mut paths: Vec<_> = old.keys().chain(new.keys()).collect();
    paths.sort();
    paths.dedup();
    let differing = paths.into_iter().filter(|path| old.get(*path) != new.get(*path));
    let change = |path: &Vec<String>| {
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        let shown = |value: Option<&Value>| value.map(|value| shown(t, &steps, value)).unwrap_or_default();
        Change { what: name(t, &steps), before: shown(old.get(path)), after: shown(new.get(path)) }
    };
    differing.map(change).collect()
}

/// The values with the way to each. Entries of a list go by their ids. What is false or empty is the same as what is left out.
fn leaves(value: &Value, path: &mut Vec<String>, found: &mut BTreeMap<Vec<String>, Value>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                within(name, value, path, found);
            }
        }
        Value::Array(items) if items.iter().any(|item| item["id"].is_string()) => {
            for item in items {
                within(item["id"].as_str().unwrap_or_default(), item, path, found);
            }
        }
        Value::Array(items) if items.is_empty() => {}
        Value::Null | Value::Bool(false) => {}
        Value::Array(_) | Value::Bool(true) | Value::Number(_) | Value::String(_) => {
            found.insert(path.clone(), value.clone());
        }
    }
}

fn within(name: &str, value: &Value, path: &mut Vec<String>, found: &mut BTreeMap<Vec<String>, Value>) {
    path.push(name.to_owned());
    leaves(value, path, found);
    path.pop();
}

/// What people call the value at a place; the place itself where there is no word for it.
fn name(t: Say, path: &[&str]) -> String {
    let level = |level: &str| word::<RiskLevel>(t, level);
    let parts = match path {
        ["title", lang] => vec![t.text("content-name"), language(t, lang)],
        ["cut_offs", of] => vec![level(of), t.text("policy-from")],
        ["levels", of, "depth"] => vec![level(of), t.text("policy-depth")],
        ["levels", of, "target_days"] => vec![level(of), t.text("policy-target")],
        ["levels", of, "automatic_waiver"] => vec![level(of), t.text("policy-waiver")],
        ["finding_days", of] => vec![level(of), t.text("policy-fix")],
        ["residual", "kept_percent"] => vec![t.text("policy-kept")],
        ["escalators", id, rest @ ..] => rule(t, id, rest),
        ["impact", "kinds", kind, rest @ ..] => {
            let kind = t.field(&format!("profile.impact.{kind}"));
            match rest {
                ["points", of] => vec![kind, word::<ImpactLevel>(t, of)],
                ["explanation", lang] => vec![kind, t.text("policy-explanation"), language(t, lang)],
                _ => vec![kind, rest.join(".")],
            }
        }
        [section, "cap"] => vec![section_name(t, section), t.text("policy-cap")],
        [section, "further_percent"] => vec![section_name(t, section), t.text("policy-further")],
        [section, "items", item, "points"] => vec![section_name(t, section), item_name(t, section, item)],
        [section, "items", item, "explanation", lang] => {
            vec![section_name(t, section), item_name(t, section, item), t.text("policy-explanation"), language(t, lang)]
        }
        _ => vec![path.join(".")],
    };
    parts.join(" · ")
}

fn rule(t: Say, id: &str, rest: &[&str]) -> Vec<String> {
    let rule = t.with("policy-rule", &[("id", id)]);
    match rest {
        ["floor"] => vec![rule, t.text("policy-floor")],
        ["explanation", lang] => vec![rule, t.text("policy-explanation"), language(t, lang)],
        ["id"] => vec![rule],
        _ => vec![rule, rest.join(".")],
    }
}

fn section_name(t: Say, section: &str) -> String {
    match section {
        "service_types" => t.kind::<ServiceType>(),
        "components" => t.kind::<Component>(),
        "data_classes" => t.kind::<DataClass>(),
        "stage" => t.kind::<LifecycleStage>(),
        "exposure" => t.kind::<Exposure>(),
        "user_scale" => t.kind::<UserScale>(),
        "impact" => t.field("profile.impact"),
        other => other.to_owned(),
    }
}

fn item_name(t: Say, section: &str, item: &str) -> String {
    match section {
        "service_types" => word::<ServiceType>(t, item),
        "components" => word::<Component>(t, item),
        "data_classes" => word::<DataClass>(t, item),
        "stage" => word::<LifecycleStage>(t, item),
        "exposure" => word::<Exposure>(t, item),
        "user_scale" => word::<UserScale>(t, item),
        _ => item.to_owned(),
    }
}

fn language(t: Say, lang: &str) -> String {
    match lang {
        "ko" => t.text("language-ko"),
        "en" => t.text("language-en"),
        other => other.to_owned(),
    }
}

fn shown(t: Say, path: &[&str], value: &Value) -> String {
    match (path, value) {
        ([.., "depth"], Value::String(text)) => word::<ReviewDepth>(t, text),
        ([.., "floor"], Value::String(text)) => word::<RiskLevel>(t, text),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Bool(_)) => t.text("policy-yes"),
        (_, Value::Array(items)) => {
            let item = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            items.iter().map(item).collect::<Vec<_>>().join(", ")
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn what_differs_is_called_as_people_call_it() {
        let before = serde_json::json!({
            "cut_offs": {"high": 60}, "stage": {"items": {"planning": {"points": 0}}},
            "levels": {"low": {"depth": "waivable", "automatic_waiver": false}},
            "impact": {"kinds": {"safety": {"points": {"severe": 20}}}}, "of_a_newer_build": 1,
            "escalators": [{"id": "a", "floor": "high", "when": {"data_classes": ["personal"]}}],
        });
        let after = serde_json::json!({
            "cut_offs": {"high": 65}, "stage": {"items": {"planning": {"points": 1}}},
            "levels": {"low": {"depth": "simplified"}},
            "impact": {"kinds": {"safety": {"points": {"severe": 18}}}}, "of_a_newer_build": 2,
            "escalators": [{"id": "a", "floor": "critical", "when": {"data_classes": ["personal", "sensitive"]}}],
        });
        let t = Say::in_language(Lang::Ko);
        let told: Vec<_> = changes(t, &before, &after)
            .into_iter()
            .map(|one| format!("{}: {} → {}", one.what, one.before, one.after))
            .collect();
        assert_eq!(
            told,
            [
                "높음 · 점수 하한: 60 → 65",
                "등급을 올리는 규칙 a · 최소 등급: 높음 → 심각",
                "등급을 올리는 규칙 a · when.data_classes: personal → personal, sensitive",
                "안전 영향 · 심각: 20 → 18",
                "낮음 · 검토 수준: 진단 생략 가능 → 간소화 검토",
                "of_a_newer_build: 1 → 2",
                "단계 · 기획: 0 → 1",
            ]
        );
        assert_eq!(changes(t, &before, &before), []);
        let whole = changes(t, &Value::Null, &before);
        assert!(whole.iter().all(|one| one.before.is_empty() && !one.after.is_empty()));
    }
}
