//! The effect of a candidate policy.

use std::{collections::BTreeMap, fmt::Write as _};

use haetae_domain::text::counted;

use haetae_proto::{
    common::v1::RiskLevel,
    dashboard::v1::ReviewRow,
    risk::v1::{FindingDays, LevelChange, SimulationResult},
    words::label,
};

use super::{Look, look::document};
use crate::{table::Table, words::Lang};

/// Shows how many scores, levels and days would change, the shifts between levels, and the reviews: by number, and by
/// title if `reviews` has their rows. Content admins cannot read reviews, so the output says that titles are hidden.
#[must_use]
pub fn simulation(result: &SimulationResult, reviews: &BTreeMap<String, ReviewRow>, look: &Look) -> String {
    let SimulationResult { replayed, level_changed: levels, score_changed: scores, days_changed: days, .. } = result;
    let residual = result.residual_changed;
    let mut out = match look.lang {
        Lang::Ko => {
            format!(
                "모의 적용: 검토 {replayed}건 중 등급 변경 {levels}건, 점수 변경 {scores}건, 기한 일수 변경 {days}건, 잔여 위험 변경 {residual}건\n"
            )
        }
        Lang::En => format!(
            "Simulation: {}; level changes: {levels}, score changes: {scores}, changes of days: {days}, of residual risk: {residual}\n",
            counted(replayed, "review")
        ),
    };
    if result.closed > 0 {
        let _ = match look.lang {
            Lang::Ko => writeln!(out, "  완료된 검토 {}건은 정책을 적용해도 바뀌지 않습니다.", result.closed),
            Lang::En => {
                let (reviews, keep) = match result.closed {
                    1 => ("review keeps its score", 1),
                    closed => ("reviews keep their scores", closed),
                };
                writeln!(out, "  {keep} closed {reviews} when a policy is activated.")
            }
        };
    }
    for shift in &result.shifts {
        let (from, to) = (look.word::<RiskLevel>(shift.from), look.word::<RiskLevel>(shift.to));
        let _ = writeln!(out, "  {from} → {to}: {}", shift.count);
    }
    for one in &result.not_replayable {
        let _ = writeln!(out, "  {} ({})", look.text(one.explanation.as_ref()), one.count);
    }
    if !result.changes.is_empty() {
        out.push('\n');
        out.push_str(&changes(result, reviews, look));
        let left = result.changed.saturating_sub(result.changes.len() as u64);
        if left > 0 {
            let _ = match look.lang {
                Lang::Ko => writeln!(out, "  … {left}건 더 있습니다: --max-listed"),
                Lang::En => writeln!(out, "  … {left} more: --max-listed"),
            };
        }
    }
    out
}

fn changes(result: &SimulationResult, reviews: &BTreeMap<String, ReviewRow>, look: &Look) -> String {
    let mut table = Table::new([
        look.column_of(label::NUMBER).whole(),
        look.column_of(label::TITLE).rank(2),
        look.column("등급", "level"),
        look.column("점수", "score").whole(),
        look.column("잔여 위험", "residual").whole().rank(1),
        look.column("처리 기한(영업일)", "days").rank(1),
        look.column("조치 기한(일)", "days for fixes").rank(3),
        look.column("평가 시각", "assessed").whole().rank(4),
        look.column("정책", "policy").rank(5),
    ]);
    for one in &result.changes {
        let row = reviews.get(&one.review_id);
        table.row([
            named(one),
            row.map_or_else(|| look.pick("(열람 권한 없음)", "(not shown to you)").to_owned(), |row| row.title.clone()),
            turned(&look.word::<RiskLevel>(one.from), &look.word::<RiskLevel>(one.to)),
            turned(&one.score_from.to_string(), &one.score_to.to_string()),
            turned(&left(one.residual_from), &left(one.residual_to)),
            turned(&one.target_days_from.to_string(), &one.target_days_to.to_string()),
            turned(&fixes(one.finding_days_from.as_ref()), &fixes(one.finding_days_to.as_ref())),
            look.when(one.assessed_at.as_ref()),
            document(one.policy.as_ref()),
        ]);
    }
    look.table(&table)
}

/// The number; the id where a service does not say the number yet.
fn named(one: &LevelChange) -> String {
    if one.review_number.is_empty() { one.review_id.clone() } else { one.review_number.clone() }
}

/// The value before and after; once if it does not change.
fn turned(from: &str, to: &str) -> String {
    if from == to { from.to_owned() } else { format!("{from} → {to}") }
}

/// A residual risk, where there is one.
fn left(score: Option<u32>) -> String {
    score.map_or_else(|| "-".to_owned(), |score| score.to_string())
}

/// Days for fixes from critical to low.
fn fixes(days: Option<&FindingDays>) -> String {
    days.map_or_else(|| "-".to_owned(), |days| format!("{}/{}/{}/{}", days.critical, days.high, days.medium, days.low))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reviews are listed by number even if the caller may not read them; their titles are hidden.
    #[test]
    fn changes_name_reviews_by_number_and_by_title_where_that_may_be_read() {
        let change = |id: &str, number: &str| LevelChange {
            review_id: id.to_owned(),
            review_number: number.to_owned(),
            ..LevelChange::default()
        };
        let changes = vec![change("one", "R-2026-0142"), change("two", "R-2026-0143")];
        let result = SimulationResult { changes, ..SimulationResult::default() };
        let row = ReviewRow { number: "R-2026-0142".into(), title: "결제 개편".into(), ..ReviewRow::default() };
        let told = simulation(&result, &BTreeMap::from([("one".to_owned(), row)]), &Look::here(Lang::Ko));
        assert!(told.contains("R-2026-0142") && told.contains("결제 개편") && !told.contains("one"), "{told}");
        assert!(told.contains("R-2026-0143") && told.contains("(열람 권한 없음)") && !told.contains("two"), "{told}");
    }
}
