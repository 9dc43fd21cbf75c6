//! The report as people read it.

use haetae_proto::{
    checkpoint::v1::Checkpoint,
    dashboard::v1::{AssessmentOverview, GetReviewOverviewResponse, LogHead, MovedGround, ScoreReason},
};
use haetae_service_kit::error::Lang;

use super::*;
use crate::pages::visitor::tests::{readable, visitor};

fn report(lang: Lang, ground: &Ground) -> String {
    let now = "2026-12-02T03:00:00Z".parse().unwrap();
    let page = ReportPage::new(&visitor(lang, Role::Auditor), ground, (None, rests(lang, ground)), now);
    let page = page.render().unwrap();
    readable(&page);
    page
}

fn rests(lang: Lang, ground: &Ground) -> Rests {
    let decided = ground.found.overview.decision.as_ref();
    let heads = [LogHead { size: 41, note: "haetae.example.com/log\n41".into(), ..LogHead::default() }];
    decided
        .map(|one| Rests::new(Say::in_language(lang), ("R-2026-0142", one.sequence), Some(&heads)))
        .unwrap_or_default()
}

#[test]
fn a_report_of_a_reopened_review_has_its_earlier_decision() {
    let (outcome, now) = (DecisionOutcome::ApprovedWithConditions.into(), Timestamp::UNIX_EPOCH);
    let (earlier, ground) = (DecisionOverview { outcome, ..Default::default() }, Ground::default());
    let given = (Some(&earlier), Rests::default());
    let page = ReportPage::new(&visitor(Lang::Ko, Role::Auditor), &ground, given, now).render().unwrap();
    assert!(page.contains("이전 판정: 조건부 승인") && !report(Lang::Ko, &ground).contains("이전 판정"), "{page}");
}

#[test]
fn a_report_names_what_was_decided_on_and_every_file_with_its_digest() {
    let file = |id: &str, byte: u8| Evidence { evidence_id: id.into(), sha256: vec![byte; 32], ..Default::default() };
    let line = Checkpoint { evidence: vec![file("E-10", 1), file("E-2", 2)], ..Checkpoint::default() };
    let basis = BasisOverview { diagnosis_sequence: 31, evidence_sha256: vec!["02".repeat(32)], ..Default::default() };
    let moved =
        MovedGround { name: Some(Text { ko: "노출 범위".into(), en: "exposure".into() }), ..Default::default() };
    let mut decided = DecisionOverview { sequence: 40, stale: true, moved: vec![moved], ..Default::default() };
    decided.outcome = DecisionOutcome::ApprovedWithConditions.into();
    decided.conditions = vec!["<하나>".into()];
    decided.basis = Some(basis);
    let reason = ScoreReason {
        points: 12,
        name: Some(Text { ko: "인터넷 공개".into(), en: "internet".into() }),
        ..Default::default()
    };
    let assessment = AssessmentOverview { score: 12, reasons: vec![reason], ..Default::default() };
    let mut ground = Ground::default();
    ground.found.overview = GetReviewOverviewResponse {
        commits: 12,
        decision: Some(decided),
        assessment: Some(assessment),
        ..GetReviewOverviewResponse::default()
    };
    ground.list.checkpoints = vec![line];
    let korean = report(Lang::Ko, &ground);
    for text in [
        "조건부 승인",
        "&#60;하나&#62;",
        "기록 12건",
        "40번",
        "31번",
        "재검토 필요",
        "노출 범위",
        "haetae.example.com/log\n41",
        "인터넷 공개",
    ] {
        assert!(korean.contains(text), "{text} is not in {korean}");
    }
    let place = |text: &str| korean.find(text).unwrap_or_else(|| panic!("{text} is not in {korean}"));
    assert!(place(&"02".repeat(32)) < place(&"01".repeat(32)), "E-2 comes before E-10");
    assert_eq!(korean.matches("판정에 포함").count(), 2, "the column and one file");
}

#[test]
fn a_report_without_a_decision_says_so() {
    let mut ground = Ground::default();
    ground.found.overview.number = "R-2026-0142".into();
    let english = report(Lang::En, &ground);
    assert!(english.contains("There is no decision yet.") && english.contains("R-2026-0142"), "{english}");
}
