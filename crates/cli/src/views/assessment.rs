//! A score and where it comes from.

use haetae_domain::text::counted;
use std::fmt::Write as _;

use haetae_proto::{
    common::v1::{ReviewDepth, RiskLevel},
    risk::v1::{Assessment, Residual},
};

use super::{Look, look::document};
use crate::{table::Table, words::Lang};

/// Shows the score, its contributions, the escalators that fired, and the residual risk after a concluded round.
#[must_use]
pub fn assessment(assessment: &Assessment, title: &str, look: &Look) -> String {
    let mut table =
        Table::new([look.figures("점수", "points"), look.column("항목", "input"), look.column("이유", "why")]);
    for one in &assessment.contributions {
        let why = look.text(one.explanation.as_ref()).to_owned();
        table.row([one.points.to_string(), reason(&one.section, &one.item, look), why]);
    }
    let mut out = head(assessment, title, look) + &look.table(&table);
    for one in &assessment.escalators {
        let floor = look.word::<RiskLevel>(one.floor);
        let line = format!("  ≥ {floor}  {}", look.text(one.explanation.as_ref()));
        let _ = writeln!(out, "{}", look.lines(&line));
    }
    if let Some(left) = &assessment.residual {
        out.push_str(&residual(left, look));
    }
    out
}

/// The display name of a policy item that scored points, with its section.
fn reason(section: &str, item: &str, look: &Look) -> String {
    let path = match section {
        "impact" => return look.field(&format!("profile.impact.{item}")).to_owned(),
        section => format!("profile.{section}"),
    };
    let values = haetae_proto::words::request_field(&path).map_or(&[][..], |field| field.values);
    let value =
        values.iter().find(|value| value.is(item)).map_or(item, |value| look.pick(value.name.ko, value.name.en));
    match look.field(&path) {
        name if name == path => format!("{section}: {value}"),
        name => format!("{name}: {value}"),
    }
}

/// Shows the residual risk after a concluded round, and what would lower it most.
fn residual(left: &Residual, look: &Look) -> String {
    let (round, score, level) = (left.round, left.score, look.word::<RiskLevel>(left.level));
    let mut out = match look.lang {
        Lang::Ko => format!("\n  잔여 위험({round}차 진단): {score}점, {level}\n"),
        Lang::En => format!("\n  Residual risk, round {round}: {}, {level}\n", counted(score, "point")),
    };
    let _ = writeln!(out, "{}", look.lines(&format!("  {}", look.text(left.explanation.as_ref()))));
    for one in &left.next {
        let control = format!("{}:{}", one.catalog_id, one.control_id);
        let _ = match look.lang {
            Lang::Ko => writeln!(out, "  → {control} 조치 시 {}점", one.score),
            Lang::En => writeln!(out, "  → {} once {control} passes", counted(one.score, "point")),
        };
    }
    out
}

fn head(assessment: &Assessment, title: &str, look: &Look) -> String {
    let (score, days) = (assessment.score, assessment.target_days);
    let (level, depth) = (look.word::<RiskLevel>(assessment.level), look.word::<ReviewDepth>(assessment.depth));
    let policy = document(assessment.policy.as_ref());
    match look.lang {
        Lang::Ko => {
            format!("점수의 이유: {title}\n  {score}점, {level}, {depth}, 처리 기한 {days}영업일, 정책 {policy}\n")
        }
        Lang::En => {
            format!(
                "Why this score: {title}\n  {}, {level}, depth {depth}, within {}, policy {policy}\n",
                counted(score, "point"),
                counted(days, "business day")
            )
        }
    }
}

#[cfg(test)]
mod tests;
