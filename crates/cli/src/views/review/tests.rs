use haetae_proto::common::v1::{
    BusinessImpact, DataClass, Exposure, ImpactLevel, LifecycleStage, Person, ServiceProfile, ServiceType, UserScale,
};
use jiff::tz::TimeZone;

use super::*;
use crate::words::Lang;

fn sample() -> Review {
    let impact = BusinessImpact {
        financial: ImpactLevel::Major.into(),
        reputation: ImpactLevel::Minor.into(),
        legal_privacy: ImpactLevel::Severe.into(),
        safety: ImpactLevel::None.into(),
    };
    let profile = ServiceProfile {
        service_types: vec![ServiceType::Payment.into(), ServiceType::MobileApp.into()],
        components: vec![],
        stage: LifecycleStage::Planning.into(),
        exposure: Exposure::Internet.into(),
        data_classes: vec![DataClass::Personal.into()],
        user_scale: UserScale::UpTo1m.into(),
        impact: Some(impact),
    };
    Review {
        review_id: "0197".into(),
        title: "간편결제 도입".into(),
        description: "첫 줄\n둘째 줄".into(),
        profile: Some(profile),
        requester: Some(Person { subject: "kim".into(), name: "김검토".into() }),
        team: "commerce".into(),
        status: ReviewStatus::InDiagnosis.into(),
        submitted_at: Some(prost_types::Timestamp { seconds: 1_790_000_000, nanos: 0 }),
        ..Default::default()
    }
}

fn row() -> ReviewRow {
    let tally =
        haetae_proto::common::v1::Tally { total: 138, pass: 5, fail: 1, mandatory_open: 40, ..Default::default() };
    ReviewRow {
        number: "R-2026-0142".into(),
        level: RiskLevel::High.into(),
        score: 79,
        depth: ReviewDepth::Full.into(),
        tally: Some(tally),
        ..Default::default()
    }
}

#[test]
fn a_review_is_shown_in_korean() {
    let look = Look::new(Lang::Ko, TimeZone::fixed(jiff::tz::offset(9)));
    let expected = "간편결제 도입
  검토 번호        R-2026-0142
  위험 평가        79 높음 · 일반 검토
  점검 결과        전체 138 · 양호 5 · 취약 1 · 부분 이행 0 · 해당 없음 0 · 남은 필수 40
  식별자           0197
  상태             진행 중
  요청자           김검토 (commerce)
  접수 시각        2026-09-21 23:13:20 +09:00
  서비스 유형      결제, 모바일 앱
  단계             기획
  노출 범위        인터넷
  데이터 등급      개인정보
  이용자 규모      100만 명 이하
  비즈니스 영향도  금전 중대 · 평판 경미 · 법·개인정보 심각 · 안전 없음
  설명             첫 줄
                   둘째 줄

  etag 12
";
    assert_eq!(review(&sample(), (Some(&row()), ""), "12", &look), expected);
}

#[test]
fn a_review_is_shown_in_english() {
    let look = Look::new(Lang::En, TimeZone::UTC);
    let expected = "간편결제 도입
  id               0197
  status           in diagnosis
  requester        김검토 (commerce)
  submitted        2026-09-21 14:13:20 +00:00
  service type     payment, mobile app
  lifecycle stage  planning
  exposure         internet
  data class       personal
  user scale       up to 1,000,000
  business impact  money major · reputation minor · law and privacy severe · safety none
  description      첫 줄
                   둘째 줄

  Only checked; nothing was changed.
";
    assert_eq!(review(&sample(), (None, ""), "", &look), expected);
}

/// The review that covers a duplicate is named by its number, never by its id, and not at all where it is another team's.
#[test]
fn a_duplicate_says_what_covers_it() {
    let duplicate = |of: &str| {
        let outcome = TriageOutcome::Duplicate.into();
        let triage = Triage { outcome, reason: "겹침".into(), duplicate_of: of.into(), automatic: false };
        Review { triage: Some(triage), status: ReviewStatus::Rejected.into(), ..sample() }
    };
    let shown =
        |of: &str, covering: &str, lang| review(&duplicate(of), (None, covering), "", &Look::new(lang, TimeZone::UTC));
    let id = "d86238b2-64a5-5f7e-b6f1-6e31a32e4f57";
    assert!(shown(id, "R-2026-0007", Lang::Ko).contains("중복 종결 (R-2026-0007)"));
    assert!(shown(id, "R-2026-0007", Lang::En).contains("duplicate of R-2026-0007"));
    assert!(shown("", "", Lang::Ko).contains("중복 종결 (다른 부서의 검토)"));
    assert!(shown("", "", Lang::En).contains("duplicate of a review of another team"));
    assert!(!shown(id, "", Lang::En).contains(id), "the lists cannot be read now");
}
