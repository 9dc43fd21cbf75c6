//! What `/policy/{version}/simulation` shows.

use std::collections::BTreeMap;

use askama::Template;
use haetae_proto::{
    dashboard::v1::ReviewRow,
    risk::v1::{LevelChange, LevelShift, SimulationResult},
};

use crate::{
    pages::{
        frame::Frame,
        parts::{Level, review_path},
        visitor::Visitor,
    },
    text::Say,
};

/// The page.
#[derive(Template)]
#[template(path = "policy/simulation.html")]
pub(super) struct SimulationPage {
    frame: Frame,
    t: Say,
    lead: String,
    shifts: Vec<Shift>,
    changes: Vec<Change>,
    /// How many there are beside those that are shown; none when all are.
    left: Option<String>,
    /// Why some could not be scored, each with how many.
    unknown: Vec<(String, u64)>,
}

struct Shift {
    from: Level,
    to: Level,
    count: u64,
}

/// A review for which something is different.
struct Change {
    /// Number, address and title; none for those who may not see reviews.
    review: Option<(String, String, String)>,
    from: Level,
    to: Level,
    days: String,
}

impl SimulationPage {
    /// What a version would change.
    pub(super) fn new(
        visitor: &Visitor,
        version: u32,
        result: &SimulationResult,
        reviews: &BTreeMap<String, ReviewRow>,
    ) -> Self {
        let t = visitor.say();
        let version = t.with("content-version", &[("version", &version.to_string())]);
        let counts = [result.replayed, result.changed, result.level_changed, result.score_changed, result.days_changed];
        let [all, changed, levels, scores, days] = counts.map(|count| count.to_string());
        let values =
            [("all", all.as_str()), ("changed", &changed), ("levels", &levels), ("scores", &scores), ("days", &days)];
        let left = result.changed.saturating_sub(result.changes.len() as u64);
        Self {
            frame: Frame::new(&visitor.visit, &format!("{version} {}", t.text("policy-simulation"))),
            lead: t.with("policy-lead", &values),
            shifts: result.shifts.iter().map(|one| shift(t, one)).collect(),
            changes: result.changes.iter().map(|one| change(t, one, reviews)).collect(),
            left: (left > 0).then(|| t.count("policy-left", left)),
            unknown: result.not_replayable.iter().map(|one| (t.of(one.explanation.as_ref()), one.count)).collect(),
            t,
        }
    }
}

fn shift(t: Say, one: &LevelShift) -> Shift {
    Shift { from: Level::scored(t, one.from, None), to: Level::scored(t, one.to, None), count: one.count }
}

fn change(t: Say, one: &LevelChange, reviews: &BTreeMap<String, ReviewRow>) -> Change {
    let review = reviews.get(&one.review_id);
    let review = review.and_then(|row| Some((row.number.clone(), review_path(&row.number)?, row.title.clone())));
    let (from, to) = (one.target_days_from.to_string(), one.target_days_to.to_string());
    Change {
        review,
        from: Level::scored(t, one.from, Some(one.score_from)),
        to: Level::scored(t, one.to, Some(one.score_to)),
        days: if from == to { from } else { format!("{from} → {to}") },
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::RiskLevel;
    use haetae_service_kit::{auth::Role, error::Lang};

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    #[test]
    fn a_change_is_shown_without_its_review_to_those_who_see_none() {
        let change = LevelChange {
            review_id: "0b54f6a2-5f0f-5ce4-8f1c-6e6a4f1f9d11".into(),
            from: RiskLevel::Medium.into(),
            to: RiskLevel::High.into(),
            score_from: 48,
            score_to: 60,
            target_days_from: 90,
            target_days_to: 30,
            ..LevelChange::default()
        };
        let result = SimulationResult { replayed: 14, changed: 3, changes: vec![change], ..Default::default() };
        let visitor = visitor(Lang::Ko, Role::ContentAdmin);
        let page = SimulationPage::new(&visitor, 3, &result, &BTreeMap::new()).render().unwrap();
        readable(&page);
        for text in ["3판", "보통 <b>48</b>", "높음 <b>60</b>", "90 → 30", "2건"] {
            assert!(page.contains(text), "{text} is not in {page}");
        }
    }
}
