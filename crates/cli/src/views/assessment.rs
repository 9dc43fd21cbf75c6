//! A score and where it comes from.

use haetae_domain::text::counted;
use std::fmt::Write as _;

use haetae_proto::{
    common::v1::{ReviewDepth, RiskLevel},
    risk::v1::{Assessment, Residual},
};

use super::{Look, look::document};
use crate::{
    table::{Align, Table},
    words::Lang,
};

/// The score of something, its contributions, the escalators that fired, and what a concluded round left of it.
#[must_use]
pub fn assessment(assessment: &Assessment, title: &str, look: &Look) -> String {
    let mut table = Table::new([
        (look.pick("점수", "points"), Align::Right),
        (look.pick("항목", "input"), Align::Left),
        (look.pick("이유", "why"), Align::Left),
    ]);
    for one in &assessment.contributions {
        let why = look.text(one.explanation.as_ref()).to_owned();
        table.row([one.points.to_string(), format!("{} / {}", one.section, one.item), why]);
    }
    let mut out = head(assessment, title, look) + &look.table(&table);
    for one in &assessment.escalators {
        let floor = look.word::<RiskLevel>(one.floor);
        let _ = writeln!(out, "  ≥ {floor}  {}", look.text(one.explanation.as_ref()));
    }
    if let Some(left) = &assessment.residual {
        out.push_str(&residual(left, look));
    }
    out
}

/// What a concluded round left of the score, and what would lower it most.
fn residual(left: &Residual, look: &Look) -> String {
    let (round, score, level) = (left.round, left.score, look.word::<RiskLevel>(left.level));
    let mut out = match look.lang {
        Lang::Ko => format!("\n  잔여 위험({round}차 진단): {score}점, {level}\n"),
        Lang::En => format!("\n  Residual risk, round {round}: {}, {level}\n", counted(score, "point")),
    };
    let _ = writeln!(out, "  {}", look.text(left.explanation.as_ref()));
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
            format!("점수의 이유: {title}\n  {score}점, {level}, {depth}, 기한 {days}일, 정책 {policy}\n")
        }
        Lang::En => {
            format!(
                "Why this score: {title}\n  {}, {level}, depth {depth}, within {}, policy {policy}\n",
                counted(score, "point"),
                counted(days, "day")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::{
        common::v1::{DocumentVersion, Text},
        risk::v1::{Contribution, Escalator, ResidualControl},
    };
    use jiff::tz::TimeZone;

    use super::*;

    fn text(ko: &str, en: &str) -> Option<Text> {
        Some(Text { ko: ko.into(), en: en.into() })
    }

    fn sample() -> Assessment {
        let contribution = Contribution {
            section: "service_types".into(),
            item: "payment".into(),
            points: 12,
            explanation: text("돈을 주고받습니다.", "It moves money."),
        };
        let escalator = Escalator {
            escalator_id: "lives".into(),
            floor: RiskLevel::Critical.into(),
            explanation: text("생명이 걸려 있습니다.", "Lives are at stake."),
        };
        let next = ResidualControl { catalog_id: "web".into(), control_id: "APP-01".into(), score: 20 };
        Assessment {
            policy: Some(DocumentVersion { document_id: "scoring".into(), version: 3, ..Default::default() }),
            score: 71,
            level: RiskLevel::High.into(),
            depth: ReviewDepth::Full.into(),
            target_days: 30,
            contributions: vec![contribution],
            escalators: vec![escalator],
            residual: Some(Residual {
                round: 2,
                score: 35,
                level: RiskLevel::Medium.into(),
                explanation: text("절반이 남았습니다.", "Half of it is left."),
                next: vec![next],
                ..Default::default()
            }),
            ..Default::default()
        }
    }

    #[test]
    fn a_score_is_shown_with_all_it_comes_from_and_what_is_left_of_it() {
        let korean = "점수의 이유: 주차장
  71점, 높음, 일반 검토, 기한 30일, 정책 scoring v3
  점수  항목                     이유
  ────  ───────────────────────  ──────────────────
    12  service_types / payment  돈을 주고받습니다.
  ≥ 심각  생명이 걸려 있습니다.

  잔여 위험(2차 진단): 35점, 보통
  절반이 남았습니다.
  → web:APP-01 조치 시 20점
";
        let look = |lang| Look::new(lang, TimeZone::UTC);
        assert_eq!(assessment(&sample(), "주차장", &look(Lang::Ko)), korean);
        let english = assessment(&sample(), "parking", &look(Lang::En));
        assert!(english.ends_with("Residual risk, round 2: 35 points, Medium\n  Half of it is left.\n  → 20 points once web:APP-01 passes\n"), "{english}");
    }
}
