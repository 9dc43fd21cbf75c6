use haetae_proto::{
    checkpoint::v1::Verdict,
    common::v1::{DocumentVersion, Text},
};
use jiff::tz::TimeZone;

use super::*;

fn checkpoint(key: &str, layer: FlowLayer, verdict: Option<(VerdictResult, &str)>) -> Checkpoint {
    let verdict =
        verdict.map(|(result, reason)| Verdict { result: result.into(), reason: reason.into(), ..Default::default() });
    let title = Some(Text { ko: format!("제목 {key}"), en: format!("title {key}") });
    let reason = Some(Text { ko: "결제 서비스".into(), en: "payment service".into() });
    let selected_by = vec![Selection { rule_id: "r".into(), reason }];
    Checkpoint {
        checkpoint: key.into(),
        layer: layer.into(),
        mandatory: verdict.is_none(),
        title,
        selected_by,
        verdict,
        ..Default::default()
    }
}

fn sample() -> Checklist {
    let catalog = DocumentVersion { document_id: "web-service".into(), version: 2, ..Default::default() };
    Checklist {
        catalogs: vec![catalog],
        checkpoints: vec![
            checkpoint("web:CLI-01:1", FlowLayer::Client, Some((VerdictResult::Fail, "기본 비밀번호"))),
            checkpoint("web:CLI-01:2", FlowLayer::Client, None),
            checkpoint("web:GOV-01:1", FlowLayer::Governance, Some((VerdictResult::Pass, ""))),
        ],
        ..Default::default()
    }
}

#[test]
fn checks_of_a_control_share_a_line_and_layers_their_table() {
    let look = |lang| Look::new(lang, TimeZone::UTC);
    let korean = "점검표: 주차장
  web-service v2

  클라이언트: 2개, 필수 1개
  항목        점검 결과      내용               선정 이유
  ──────────  ─────────────  ─────────────────  ───────────
  web:CLI-01  취약 · 미점검  제목 web:CLI-01:1  결제 서비스
  → web:CLI-01:1 취약: 기본 비밀번호

  거버넌스: 1개, 필수 0개
  항목        점검 결과  내용               선정 이유
  ──────────  ─────────  ─────────────────  ───────────
  web:GOV-01  양호       제목 web:GOV-01:1  결제 서비스
";
    assert_eq!(checklist(&sample(), "주차장", &look(Lang::Ko)), korean);
    let english = "Checklist: parking
  web-service v2

  Client: 2, 1 of them mandatory
  control     results            title               why it is here
  ──────────  ─────────────────  ──────────────────  ───────────────
  web:CLI-01  Fail · not judged  title web:CLI-01:1  payment service
  → web:CLI-01:1 Fail: 기본 비밀번호

  Governance: 1, 0 of them mandatory
  control     results  title               why it is here
  ──────────  ───────  ──────────────────  ───────────────
  web:GOV-01  Pass     title web:GOV-01:1  payment service
";
    assert_eq!(checklist(&sample(), "parking", &look(Lang::En)), english);
}

/// A reason of several lines stays below its checkpoint, on a terminal and elsewhere.
#[test]
fn a_reason_of_several_lines_stays_together() {
    let mut list = sample();
    list.checkpoints[0].verdict.as_mut().unwrap().reason = "기본 비밀번호\n둘째 줄\n\n→ web:CLI-09:1 양호".into();
    let shown = checklist(&list, "주차장", &Look::new(Lang::Ko, TimeZone::UTC));
    let lines: Vec<&str> = shown.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("  → ")).unwrap();
    assert_eq!(lines[at..at + 2], ["  → web:CLI-01:1 취약: 기본 비밀번호", "      둘째 줄"], "{shown}");
    assert!(lines[at + 1..].iter().all(|line| !line.starts_with("→") && !line.starts_with("  →")), "{shown}");
}
