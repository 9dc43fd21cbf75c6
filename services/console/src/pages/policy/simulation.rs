//! What a policy would change: a part of pages.

use std::collections::BTreeMap;

use haetae_proto::{
    dashboard::v1::ReviewRow,
    risk::v1::{FindingDays, LevelChange, LevelShift, SimulationResult},
};

use crate::{
    api::{Problem, rows_of},
    pages::{
        fault,
        frame::has_place,
        parts::{Level, review_path},
        visitor::Visitor,
    },
    text::Say,
};

/// What a policy would change about open reviews.
#[derive(Debug, Default)]
pub(super) struct Simulated {
    /// Why that is not known; empty when it is.
    pub(super) refused: String,
    pub(super) lead: String,
    pub(super) shifts: Vec<Shift>,
    pub(super) changes: Vec<Change>,
    /// The number of items not shown; none when all are shown.
    pub(super) left: Option<String>,
    /// Why some could not be scored, each with how many.
    pub(super) unknown: Vec<(String, u64)>,
}

#[derive(Debug)]
pub(super) struct Shift {
    pub(super) from: Level,
    pub(super) to: Level,
    pub(super) count: u64,
}

/// A review that would change.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) number: String,
    /// Address and title; none for people who may not see the review.
    pub(super) review: Option<(String, String)>,
    pub(super) from: Level,
    pub(super) to: Level,
    pub(super) residual: String,
    pub(super) days: String,
    pub(super) fixes: String,
}

impl Simulated {
    /// The changes, or why they are not known.
    pub(super) fn new(
        t: Say,
        result: Result<SimulationResult, Problem>,
        reviews: &BTreeMap<String, ReviewRow>,
    ) -> Self {
        let result = match result {
            Ok(result) => result,
            Err(problem) => return Self { refused: fault::says(t, &problem), ..Self::default() },
        };
        let counts = [
            ("all", result.replayed),
            ("changed", result.changed),
            ("levels", result.level_changed),
            ("scores", result.score_changed),
            ("days", result.days_changed),
            ("residual", result.residual_changed),
        ];
        let counts = counts.map(|(name, count)| (name, count.to_string()));
        let values: Vec<_> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
        let left = result.changed.saturating_sub(result.changes.len() as u64);
        Self {
            refused: String::new(),
            lead: t.with("policy-lead", &values),
            shifts: result.shifts.iter().map(|one| shift(t, one)).collect(),
            changes: result.changes.iter().map(|one| change(t, one, reviews)).collect(),
            left: (left > 0).then(|| t.count("policy-left", left)),
            unknown: result.not_replayable.iter().map(|one| (t.of(one.explanation.as_ref()), one.count)).collect(),
        }
    }
}

/// The reviews that change, where the person may see reviews. Calls ListReviews once for all.
pub(super) async fn rows_of_changes(
    visitor: &Visitor,
    result: Option<&SimulationResult>,
) -> Result<BTreeMap<String, ReviewRow>, Problem> {
    let changes = result.map(|result| result.changes.as_slice()).unwrap_or_default();
    if !has_place(visitor.caller.roles, "/reviews") {
        return Ok(BTreeMap::new());
    }
    rows_of(&visitor.api, changes.iter().map(|one| one.review_id.as_str())).await
}

fn shift(t: Say, one: &LevelShift) -> Shift {
    Shift { from: Level::scored(t, one.from, None), to: Level::scored(t, one.to, None), count: one.count }
}

fn change(t: Say, one: &LevelChange, reviews: &BTreeMap<String, ReviewRow>) -> Change {
    let review = reviews.get(&one.review_id).and_then(|row| Some((review_path(&row.number)?, row.title.clone())));
    Change {
        number: one.review_number.clone(),
        review,
        from: Level::scored(t, one.from, Some(one.score_from)),
        to: Level::scored(t, one.to, Some(one.score_to)),
        residual: turned(&left(one.residual_from), &left(one.residual_to)),
        days: turned(&one.target_days_from.to_string(), &one.target_days_to.to_string()),
        fixes: turned(&fixes(one.finding_days_from.as_ref()), &fixes(one.finding_days_to.as_ref())),
    }
}

/// The old and the new value; only one when they are equal.
fn turned(from: &str, to: &str) -> String {
    if from == to { from.to_owned() } else { format!("{from} → {to}") }
}

/// A residual risk, where there is one.
fn left(score: Option<u32>) -> String {
    score.map_or_else(|| "–".to_owned(), |score| score.to_string())
}

/// Days for fixes, from critical to low.
fn fixes(days: Option<&FindingDays>) -> String {
    days.map_or_else(|| "–".to_owned(), |days| format!("{}/{}/{}/{}", days.critical, days.high, days.medium, days.low))
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::RiskLevel;
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn a_change_has_its_number_and_its_title_only_for_those_who_see_it() {
        let change = LevelChange {
            review_id: "0b54f6a2-5f0f-5ce4-8f1c-6e6a4f1f9d11".into(),
            from: RiskLevel::Medium.into(),
            to: RiskLevel::High.into(),
            score_from: 48,
            score_to: 60,
            target_days_from: 90,
            target_days_to: 30,
            review_number: "R-2026-0142".into(),
            finding_days_from: Some(FindingDays { critical: 7, high: 30, medium: 60, low: 90 }),
            finding_days_to: Some(FindingDays { critical: 7, high: 14, medium: 60, low: 90 }),
            ..LevelChange::default()
        };
        let result = SimulationResult { replayed: 14, changed: 3, changes: vec![change], ..Default::default() };
        let simulated = Simulated::new(Say::in_language(Lang::Ko), Ok(result), &BTreeMap::new());
        assert_eq!(simulated.left.as_deref(), Some("이 밖에 2건"));
        let [change] = simulated.changes.as_slice() else { panic!("{simulated:?}") };
        assert_eq!((&*change.number, change.review.is_none()), ("R-2026-0142", true));
        assert_eq!((&*change.days, &*change.fixes), ("90 → 30", "7/30/60/90 → 7/14/60/90"));
        assert_eq!((&*change.from.score, &*change.to.score), ("48", "60"));
    }
}
