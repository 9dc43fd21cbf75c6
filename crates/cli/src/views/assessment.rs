//! A score and where it comes from.

use std::fmt::Write as _;

use haetae_proto::{
    common::v1::{ReviewDepth, RiskLevel},
    risk::v1::Assessment,
};

use super::{Look, look::document};
use crate::{
    table::{Align, Table, shorten},
    words::Lang,
};

const EXPLANATION: usize = 84;

/// The score of something, its contributions, and the escalators that fired.
#[must_use]
pub fn assessment(assessment: &Assessment, title: &str, look: &Look) -> String {
    let mut table = Table::new([
        (look.pick("점수", "points"), Align::Right),
        (look.pick("항목", "input"), Align::Left),
        (look.pick("이유", "why"), Align::Left),
    ]);
    for one in &assessment.contributions {
        let why = shorten(look.text(one.explanation.as_ref()), EXPLANATION);
        table.row([one.points.to_string(), format!("{} / {}", one.section, one.item), why]);
    }
    let mut out = head(assessment, title, look) + &table.render();
    for one in &assessment.escalators {
        let floor = look.word::<RiskLevel>(one.floor);
        let _ = writeln!(out, "  ≥ {floor}  {}", look.text(one.explanation.as_ref()));
    }
    out
}

fn head(assessment: &Assessment, title: &str, look: &Look) -> String {
    let (score, days) = (assessment.score, assessment.target_days);
    let (level, depth) = (look.word::<RiskLevel>(assessment.level), look.word::<ReviewDepth>(assessment.depth));
    let policy = document(assessment.policy.as_ref());
    match look.lang {
        Lang::Ko => {
            format!("점수의 이유: {title}\n  {score}점, {level}, {depth} 검토, 기한 {days}일, 정책 {policy}\n")
        }
        Lang::En => {
            format!(
                "Why this score: {title}\n  {score} points, {level}, {depth} review within {days} days, policy {policy}\n"
            )
        }
    }
}
