//! Refusals of the rules, in both languages. The domain has the English text.

use std::convert::Infallible;

use haetae_domain::{diagnosis, document, finding, particle::with_particle, review, text::Text};
use haetae_proto::{
    common::v1::{FindingStatus, ReviewStatus},
    words::step,
};

use super::named;

/// Why the rules refuse a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The refusal of a step on a review.
    Review(review::Rejection),
    /// The refusal of a step on a diagnosis or one of its findings.
    Diagnosis(diagnosis::Rejection),
    /// The refusal of a step on a policy or a catalogue.
    Document(document::Rejection),
}

impl Refusal {
    /// The text for people.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Review(rejection) => Text::new(of_review(rejection), rejection.to_string()),
            Self::Diagnosis(rejection) => Text::new(of_diagnosis(rejection), rejection.to_string()),
            Self::Document(rejection) => {
                let document::Rejection::UnknownVersion = rejection;
                Text::new("해당 버전을 찾을 수 없습니다", rejection.to_string())
            }
        }
    }
}

impl From<review::Rejection> for Refusal {
    fn from(rejection: review::Rejection) -> Self {
        Self::Review(rejection)
    }
}

impl From<diagnosis::Rejection> for Refusal {
    fn from(rejection: diagnosis::Rejection) -> Self {
        Self::Diagnosis(rejection)
    }
}

impl From<document::Rejection> for Refusal {
    fn from(rejection: document::Rejection) -> Self {
        Self::Document(rejection)
    }
}

impl From<Infallible> for Refusal {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

fn of_review(rejection: &review::Rejection) -> String {
    use review::Rejection as R;
    match rejection {
        R::AlreadySubmitted => "이미 있는 검토입니다".to_owned(),
        R::NotFound => "해당 검토를 찾을 수 없습니다".to_owned(),
        R::Illegal { command, status } => {
            let status = named::<ReviewStatus>(status.as_str()).map_or(status.as_str(), |name| name.ko);
            let step = step(command.method()).map_or(command.method(), |name| name.ko);
            format!("검토가 ‘{status}’ 상태일 때에는 {} 할 수 없습니다", with_particle(step, "을/를"))
        }
        R::OwnReview => "요청자 본인의 검토입니다".to_owned(),
        R::OwnJudgement => "이 등급의 검토를 점검한 사람은 최종 판정을 할 수 없습니다".to_owned(),
        R::Service => "시스템은 최종 판정을 하지 않습니다".to_owned(),
        R::AlreadyAssigned { to } => format!("담당자가 {}입니다", to.subject),
        R::FindingsOpen { open } => format!("조치 항목 {open}건이 완료되지 않았습니다"),
        R::Conditions => "조건부 승인에는 조건이 있어야 하고, 다른 최종 판정에는 없어야 합니다".to_owned(),
        R::DuplicateOf => "중복으로 종결할 때에만 다른 검토를 가리켜야 합니다".to_owned(),
        R::NothingToAmend => "변경한 내용이 없습니다".to_owned(),
    }
}

fn of_diagnosis(rejection: &diagnosis::Rejection) -> String {
    use diagnosis::Rejection as R;
    let verdict = |index: usize, what: &str| format!("{}번째 점검 결과: {what}", index + 1);
    match rejection {
        R::NotFound => "점검표가 없습니다".to_owned(),
        R::FindingNotFound(id) => format!("조치 항목 {} 없습니다", with_particle(&id.to_string(), "이/가")),
        R::OwnReview => "요청자는 본인의 검토를 점검하거나, 조치를 확인하거나, 위험을 수용할 수 없습니다".to_owned(),
        R::NoVerdicts => "점검 결과가 없습니다".to_owned(),
        R::UnknownCheckpoint { index } => verdict(*index, "점검표에 없는 점검 항목입니다"),
        R::JudgedTwice { index } => verdict(*index, "같은 요청에 점검 결과가 이미 있는 점검 항목입니다"),
        R::ReasonMissing { index } => verdict(*index, "사유가 없습니다"),
        R::CompensationMissing { index } => verdict(*index, "보완 통제가 없습니다"),
        R::CompensationMisplaced { index } => verdict(*index, "부분 이행이 아닌데 보완 통제가 있습니다"),
        R::Several(several) => format!("잘못된 값이 {}건 있습니다", several.len()),
        R::FindingStands { index, .. } => {
            verdict(*index, "조치 항목이 완료되지 않은 점검 항목은 취약으로만 다시 기록할 수 있습니다")
        }
        R::UnknownEvidence { .. } => "이 검토에 없는 증적입니다".to_owned(),
        R::EvidenceOfNothing => "점검표에 없는 점검 항목의 증적입니다".to_owned(),
        R::CollectedLater => "증적의 수집 시각이 기록 시각보다 뒤입니다".to_owned(),
        R::EvidenceLimit { most } => format!("증적이 이미 {most}개 있습니다"),
        R::Concluded => "진단이 종료되었습니다".to_owned(),
        R::NotConcluded => "진단이 종료되지 않았습니다".to_owned(),
        R::Unjudged { count, .. } => format!("필수 점검 항목 {count}개가 미점검입니다"),
        R::Finding(rejection) => of_finding(rejection),
    }
}

fn of_finding(rejection: &finding::Rejection) -> String {
    use finding::Rejection as R;
    match rejection {
        R::Illegal { id, status, .. } => {
            let status = named::<FindingStatus>(status.as_str()).map_or(status.as_str(), |name| name.ko);
            format!("{} ‘{status}’ 상태입니다", with_particle(&id.to_string(), "은/는"))
        }
        R::OwnFix => "조치 완료를 보고한 사람은 그 조치를 확인할 수 없습니다".to_owned(),
        R::OwnRequest => "위험 수용을 신청한 사람은 그 신청을 승인할 수 없습니다".to_owned(),
        R::ApprovedAlready => "다른 승인자가 한 번 더 승인해야 합니다".to_owned(),
        R::Service => "시스템은 승인하지 않습니다".to_owned(),
        R::OwnFail => {
            "본인의 취약 결과는 같은 진단에서, 다른 사람이 조치 항목을 처리하기 전에만 취소할 수 있습니다".to_owned()
        }
        R::EndPassed => "위험 수용 종료 시각이 이미 지났습니다".to_owned(),
        R::RequestLapsed { id, .. } => format!("{id}의 위험 수용 신청은 기한이 지나 종료되었습니다"),
        R::EndTooLate { most_days } => format!("위험 수용 기간은 최대 {most_days}일입니다"),
    }
}
