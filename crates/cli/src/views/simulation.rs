//! What a candidate policy would change.

use std::fmt::Write as _;

use haetae_proto::{common::v1::RiskLevel, risk::v1::SimulationResult};

use super::{Look, look::document};
use crate::{
    table::{Align, Table},
    words::Lang,
};

/// How many scores and levels would change, from which level to which, and for which reviews.
#[must_use]
pub fn simulation(result: &SimulationResult, look: &Look) -> String {
    let (replayed, levels, scores) = (result.replayed, result.level_changed, result.score_changed);
    let mut out = match look.lang {
        Lang::Ko => format!("모의 적용: 평가 {replayed}건 중 등급 변경 {levels}건, 점수 변경 {scores}건\n"),
        Lang::En => {
            format!("Simulation: of {replayed} assessments {levels} get another level, {scores} another score\n")
        }
    };
    for shift in &result.shifts {
        let (from, to) = (look.word::<RiskLevel>(shift.from), look.word::<RiskLevel>(shift.to));
        let _ = writeln!(out, "  {from} → {to}: {}", shift.count);
    }
    for one in &result.not_replayable {
        let _ = writeln!(out, "  {} ({})", look.text(one.explanation.as_ref()), one.count);
    }
    if !result.changes.is_empty() {
        out.push('\n');
        out.push_str(&changes(result, look));
    }
    out
}

fn changes(result: &SimulationResult, look: &Look) -> String {
    let mut table = Table::new([
        (look.pick("검토 번호", "review"), Align::Left),
        (look.pick("등급", "level"), Align::Left),
        (look.pick("점수", "score"), Align::Left),
        (look.pick("평가 시각", "assessed"), Align::Left),
        (look.pick("정책", "policy"), Align::Left),
    ]);
    for one in &result.changes {
        table.row([
            one.review_id.clone(),
            format!("{} → {}", look.word::<RiskLevel>(one.from), look.word::<RiskLevel>(one.to)),
            format!("{} → {}", one.score_from, one.score_to),
            look.when(one.assessed_at.as_ref()),
            document(one.policy.as_ref()),
        ]);
    }
    look.table(&table)
}
