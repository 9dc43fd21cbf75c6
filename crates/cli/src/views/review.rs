//! One review.

use haetae_proto::{common::v1::ReviewStatus, intake::v1::Review};

use super::{
    Look,
    look::{person, with_team},
    profile::profile,
    version,
};
use crate::table::facts;

/// Where a review stands and what it is about.
#[must_use]
pub fn review(review: &Review, etag: &str, look: &Look) -> String {
    let mut shown = vec![
        (look.lang.pick("검토 번호", "review"), review.review_id.clone()),
        (look.lang.pick("상태", "status"), look.word::<ReviewStatus>(review.status)),
        (look.lang.pick("요청자", "requester"), with_team(person(review.requester.as_ref()), &review.team)),
        (look.lang.pick("접수 시각", "submitted"), look.when(review.submitted_at.as_ref())),
    ];
    shown.extend(review.profile.as_ref().map(|one| profile(one, look)).unwrap_or_default());
    shown.push((look.lang.pick("설명", "description"), review.description.clone()));
    format!("{}\n{}{}", review.title, facts(shown), version(etag, look))
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::{
        BusinessImpact, DataClass, Exposure, ImpactLevel, LifecycleStage, Person, ServiceProfile, ServiceType,
        UserScale,
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
        }
    }

    #[test]
    fn a_review_is_shown_in_korean() {
        let look = Look { lang: Lang::Ko, zone: TimeZone::fixed(jiff::tz::offset(9)) };
        let expected = "간편결제 도입
  검토 번호        0197
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
        assert_eq!(review(&sample(), "12", &look), expected);
    }

    #[test]
    fn a_review_is_shown_in_english() {
        let look = Look { lang: Lang::En, zone: TimeZone::UTC };
        let expected = "간편결제 도입
  review           0197
  status           in diagnosis
  requester        김검토 (commerce)
  submitted        2026-09-21 14:13:20 +00:00
  service type     payment, mobile app
  lifecycle stage  planning
  exposure         internet
  data class       personal
  user scale       up to 1,000,000
  business impact  financial major · reputation minor · legal and privacy severe · safety none
  description      첫 줄
                   둘째 줄

  Only checked; nothing was changed.
";
        assert_eq!(review(&sample(), "", &look), expected);
    }
}
