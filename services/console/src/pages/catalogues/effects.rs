//! What putting a version of a catalogue in use would change about open reviews, as a part of pages.

use std::collections::{BTreeMap, HashMap};

use haetae_proto::{
    checkpoint::v1::{ActivationEffect, ActivationEffects},
    dashboard::v1::ReviewRow,
};
use serde_json::Value;

use crate::{
    api::{Problem, rows_of},
    pages::{fault, frame::has_place, parts::review_path, review::short_key, visitor::Visitor},
    text::{Say, key},
};

/// What would change.
#[derive(Debug, Default)]
pub(super) struct Effects {
    /// Why that is not known; empty when it is.
    pub(super) refused: String,
    pub(super) lead: String,
    pub(super) rows: Vec<EffectLine>,
    /// The number of reviews not shown; none when all are shown.
    pub(super) left: Option<String>,
    /// How many checklists could not be read; none when all could.
    pub(super) unreadable: Option<String>,
}

/// A review whose checklist would change.
#[derive(Debug)]
pub(super) struct EffectLine {
    pub(super) number: String,
    /// Address and title; none for people who may not see the review.
    pub(super) review: Option<(String, String)>,
    /// The checkpoints: the class of the stylesheet, what happens to them and how many they are, and each by its name.
    pub(super) parts: Vec<(&'static str, String, Vec<String>)>,
    /// The results, by what happens to them.
    pub(super) results: Vec<String>,
}

/// Titles of controls by their ids, from the documents of both versions.
pub(super) fn titles(t: Say, documents: &[&[u8]]) -> HashMap<String, String> {
    let mut titles = HashMap::new();
    for document in documents {
        let document: Value = serde_json::from_slice(document).unwrap_or(Value::Null);
        let controls = document.get("controls").and_then(Value::as_array);
        for control in controls.into_iter().flatten() {
            let title =
                control.get("title").and_then(|title| title.get(t.lang().pick("ko", "en"))).and_then(Value::as_str);
            if let (Some(id), Some(title)) = (control.get("id").and_then(Value::as_str), title) {
                titles.insert(id.to_owned(), title.to_owned());
            }
        }
    }
    titles
}

/// The reviews that change, where the person may see reviews. Calls ListReviews once for all.
pub(super) async fn rows_of_effects(
    visitor: &Visitor,
    result: &Result<ActivationEffects, Problem>,
) -> Result<BTreeMap<String, ReviewRow>, Problem> {
    let effects = result.as_ref().map(|result| result.effects.as_slice()).unwrap_or_default();
    if !has_place(visitor.caller.roles, "/reviews") {
        return Ok(BTreeMap::new());
    }
    rows_of(&visitor.api, effects.iter().map(|one| one.review_id.as_str())).await
}

impl Effects {
    /// The effects, or why they are not known.
    pub(super) fn new(
        t: Say,
        result: Result<ActivationEffects, Problem>,
        (reviews, titles): (&BTreeMap<String, ReviewRow>, &HashMap<String, String>),
    ) -> Self {
        let result = match result {
            Ok(result) => result,
            Err(problem) => return Self { refused: fault::says(t, &problem), ..Self::default() },
        };
        let counts = [("all", result.reviews.to_string()), ("changed", result.changed.to_string())];
        let left = result.changed.saturating_sub(result.effects.len() as u64);
        Self {
            refused: String::new(),
            lead: t.with("effects-lead", &counts.each_ref().map(|(name, count)| (*name, count.as_str()))),
            rows: result.effects.iter().map(|one| row(t, one, reviews, titles)).collect(),
            left: (left > 0).then(|| t.count("policy-left", left)),
            unreadable: (result.unreadable > 0).then(|| t.count("effects-unreadable", result.unreadable)),
        }
    }
}

fn row(
    t: Say,
    one: &ActivationEffect,
    reviews: &BTreeMap<String, ReviewRow>,
    titles: &HashMap<String, String>,
) -> EffectLine {
    let review = reviews.get(&one.review_id).and_then(|row| Some((review_path(&row.number)?, row.title.clone())));
    let parts = [
        ("ok", key("effects-added"), &one.added),
        ("info", key("effects-changed"), &one.changed),
        ("warn", key("effects-retired"), &one.retired),
    ];
    let parts = parts.into_iter().filter(|(_, _, keys)| !keys.is_empty()).map(|(class, text, keys)| {
        let names = keys.iter().map(|one| name(one, titles)).collect();
        (class, t.count(text, keys.len() as u64), names)
    });
    let results = [
        (key("effects-kept"), one.results_kept),
        (key("effects-to-check"), one.results_to_check),
        (key("effects-gone"), one.results_retired),
    ];
    let results = results.into_iter().filter(|(_, count)| *count > 0);
    EffectLine {
        number: one.review_number.clone(),
        review,
        parts: parts.collect(),
        results: results.map(|(text, count)| t.count(text, u64::from(count))).collect(),
    }
}

/// A checkpoint by its number and the title of its control.
fn name(key: &str, titles: &HashMap<String, String>) -> String {
    let control = key.split(':').nth(1).and_then(|control| titles.get(control));
    let short = short_key(key);
    control.map_or_else(|| short.to_owned(), |title| format!("{short} {title}"))
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn a_review_says_which_checkpoints_change_and_how_many_results_carry_over() {
        let effect = ActivationEffect {
            review_number: "R-2026-0142".into(),
            added: vec!["web-service:APP-02:1".into(), "web-service:NEW-1:1".into()],
            results_kept: 12,
            results_to_check: 3,
            ..Default::default()
        };
        let result = ActivationEffects { reviews: 14, changed: 3, effects: vec![effect], ..Default::default() };
        let t = Say::in_language(Lang::Ko);
        let document = r#"{"controls":[{"id":"APP-02","title":{"ko":"인증","en":"Sign-in"}}]}"#.as_bytes();
        let effects = Effects::new(t, Ok(result), (&BTreeMap::new(), &titles(t, &[document])));
        assert_eq!(effects.lead, "완료되지 않은 검토 14건 중 3건의 점검표가 달라집니다.");
        assert_eq!(effects.left.as_deref(), Some("이 밖에 2건"));
        let [row] = effects.rows.as_slice() else { panic!("{effects:?}") };
        assert_eq!(row.results, ["유지 12", "다시 볼 것 3"]);
        let [(class, text, names)] = row.parts.as_slice() else { panic!("{row:?}") };
        assert_eq!((*class, text.as_str()), ("ok", "추가 2"));
        assert_eq!(names, &["APP-02:1 인증", "NEW-1:1"]);
    }
}
