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
  71점, 높음, 일반 검토, 처리 기한 30영업일, 정책 scoring v3
  점수  항목               이유
  ────  ─────────────────  ──────────────────
    12  서비스 유형: 결제  돈을 주고받습니다.
  ≥ 심각  생명이 걸려 있습니다.

  잔여 위험(2차 진단): 35점, 보통
  절반이 남았습니다.
  → web:APP-01 조치 시 20점
";
    let look = |lang| Look::new(lang, TimeZone::UTC);
    assert_eq!(assessment(&sample(), "주차장", &look(Lang::Ko)), korean);
    let english = assessment(&sample(), "parking", &look(Lang::En));
    assert!(
        english.ends_with(
            "Residual risk, round 2: 35 points, Medium\n  Half of it is left.\n  → 20 points once web:APP-01 passes\n"
        ),
        "{english}"
    );
}
