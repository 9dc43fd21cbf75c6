//! References of commits that do not agree with the log.

use haetae_domain::{particle::with_particle, policy::FindingDays, text::Text, vocabulary::Level};
use haetae_proto::common::v1::RiskLevel;

use super::named;

/// A wrong reference of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unbound {
    /// An assessment of a review that was not requested.
    AssessmentOfNothing,
    /// An assessment with another requester or team than the request.
    AssessmentOwner,
    /// An assessment of other inputs than those of the request.
    AssessmentInputs,
    /// A checklist that answers no assessment of its review.
    ChecklistOfNothing,
    /// A checklist with another requester or team than its assessment.
    ChecklistOwner {
        /// Account and team of the checklist.
        recorded: Owner,
        /// Account and team of the assessment.
        assessed: Owner,
    },
    /// A checklist with other inputs than its assessment.
    ChecklistInputs {
        /// The event.
        event: &'static str,
        /// Level and days of the checklist.
        recorded: Terms,
        /// Level and days of the assessment.
        assessed: Terms,
        /// Whether the request differs as well.
        profile: bool,
    },
    /// A duplicate of a review that was not requested before.
    DuplicateOfNothing {
        /// The id it names.
        of: String,
    },
    /// A decision that names another commit of the review than the one before it.
    DecisionReview {
        /// The sequence it names.
        sequence: u64,
    },
    /// A decision on an assessment that is not there.
    DecisionAssessment {
        /// The sequence it names.
        sequence: u64,
    },
    /// A decision with another policy version or level than the assessment.
    DecisionPolicy,
    /// A decision on a diagnosis that is not there.
    DecisionDiagnosis {
        /// The sequence it names.
        sequence: u64,
    },
    /// A decision with another round or other findings than the diagnosis.
    DecisionFindings,
    /// A decision with other catalogue versions than the checklist.
    DecisionCatalogs,
    /// A decision with other evidence than the diagnosis.
    DecisionEvidence,
}

/// The requester of a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Account of the requester.
    pub subject: String,
    /// Team.
    pub team: String,
}

/// The terms that a checklist takes from its assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Level.
    pub level: Level,
    /// Days for fixes.
    pub days: FindingDays,
    /// Policy version; 0 where none is named.
    pub policy: u32,
}

impl Unbound {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::AssessmentOfNothing => "ASSESSMENT_OF_NOTHING",
            Self::AssessmentOwner => "ASSESSMENT_OWNER",
            Self::AssessmentInputs => "ASSESSMENT_INPUTS",
            Self::ChecklistOfNothing => "CHECKLIST_OF_NOTHING",
            Self::ChecklistOwner { .. } => "CHECKLIST_OWNER",
            Self::ChecklistInputs { .. } => "CHECKLIST_INPUTS",
            Self::DuplicateOfNothing { .. } => "DUPLICATE_OF_NOTHING",
            Self::DecisionReview { .. } => "DECISION_REVIEW",
            Self::DecisionAssessment { .. } => "DECISION_ASSESSMENT",
            Self::DecisionPolicy => "DECISION_POLICY",
            Self::DecisionDiagnosis { .. } => "DECISION_DIAGNOSIS",
            Self::DecisionFindings => "DECISION_FINDINGS",
            Self::DecisionCatalogs => "DECISION_CATALOGS",
            Self::DecisionEvidence => "DECISION_EVIDENCE",
        }
    }

    pub(super) fn text(&self) -> Text {
        match self {
            Self::AssessmentOfNothing => {
                Text::new("요청된 적이 없는 검토를 평가했습니다", "it assesses a review that was not requested")
            }
            Self::AssessmentOwner => {
                Text::new("요청자나 팀이 검토 요청과 다릅니다", "its requester or team is not that of the request")
            }
            Self::AssessmentInputs => {
                Text::new("평가 입력이 검토 요청과 다릅니다", "its inputs are not those of the request")
            }
            Self::ChecklistOfNothing => {
                Text::new("이 검토의 위험 평가에 이어진 것이 아닙니다", "it answers no assessment of its review")
            }
            Self::ChecklistOwner { recorded, assessed } => owner(recorded, assessed),
            Self::ChecklistInputs { event, recorded, assessed, profile } => {
                inputs(event, (recorded, assessed), *profile)
            }
            Self::DuplicateOfNothing { of } => Text::new(
                format!("중복 대상 {of:?}은(는) 그 전에 요청된 적이 없는 검토입니다"),
                format!("ReviewTriaged.duplicate_of: {of:?} is not a review that was requested before"),
            ),
            Self::DecisionReview { sequence } => Text::new(
                format!(
                    "최종 판정의 기준인 검토 순번 {} 바로 앞의 커밋이 아닙니다",
                    with_particle(&sequence.to_string(), "이/가")
                ),
                format!("it names sequence {sequence} of the review, which is not the commit before it"),
            ),
            Self::DecisionAssessment { sequence } => Text::new(
                format!("최종 판정의 기준인 위험 평가 순번 {sequence}에 위험 평가가 없습니다"),
                format!("it names sequence {sequence} of the assessment, which has none"),
            ),
            Self::DecisionPolicy => Text::new(
                "최종 판정에 적힌 정책 버전이나 위험 등급이 위험 평가와 다릅니다",
                "it names a policy version or level that the assessment did not have",
            ),
            Self::DecisionDiagnosis { sequence } => Text::new(
                format!("최종 판정의 기준인 진단 순번 {sequence}에 진단이 없습니다"),
                format!("it names sequence {sequence} of the diagnosis, which has none"),
            ),
            Self::DecisionFindings => Text::new(
                "최종 판정에 적힌 진단(N차)이나 조치 항목 수가 진단 기록과 다릅니다",
                "it names a round or findings that the diagnosis did not have",
            ),
            Self::DecisionCatalogs => Text::new(
                "최종 판정에 적힌 카탈로그 버전이 점검표와 다릅니다",
                "it names catalogue versions that the checklist did not have",
            ),
            Self::DecisionEvidence => Text::new(
                "최종 판정에 적힌 증적이 진단 기록과 다릅니다",
                "it names evidence that the diagnosis did not have",
            ),
        }
    }
}

fn owner(recorded: &Owner, assessed: &Owner) -> Text {
    let ko = |owner: &Owner| format!("{:?}({:?})", owner.subject, owner.team);
    let en = |owner: &Owner| format!("{:?} of {:?}", owner.subject, owner.team);
    Text::new(
        format!(
            "DiagnosisGenerated: 요청자(팀)가 위험 평가와 다릅니다. 기록된 값은 {}, 위험 평가의 값은 {}",
            ko(recorded),
            ko(assessed)
        ),
        format!(
            "DiagnosisGenerated: its requester or team is {}, and that of the assessment it follows from is {}",
            en(recorded),
            en(assessed)
        ),
    )
}

fn inputs(event: &str, (recorded, assessed): (&Terms, &Terms), profile: bool) -> Text {
    let days = |FindingDays { critical, high, medium, low }: &FindingDays| format!("{critical}/{high}/{medium}/{low}");
    let ko = |Terms { level, days: of, policy }: &Terms| {
        let level = named::<RiskLevel>(level.as_str()).map_or(level.as_str(), |name| name.ko);
        format!("위험 등급 {level}, 조치 기한 {}일, 정책 버전 {policy}", days(of))
    };
    let en = |Terms { level, days: of, policy }: &Terms| {
        format!("level {level}, {} days for fixes, policy version {policy}", days(of))
    };
    let mut ko = format!(
        "{event}: 입력이 위험 평가와 다릅니다. 기록된 값은 {}, 위험 평가의 값은 {}입니다",
        ko(recorded),
        ko(assessed)
    );
    let mut en = format!(
        "{event}: its inputs are not those of the assessment it follows from: recorded are {}, the assessment has {}",
        en(recorded),
        en(assessed)
    );
    if profile {
        ko.push_str(". 검토 대상의 내용도 다릅니다");
        en.push_str(", and the profiles differ");
    }
    Text { ko, en }
}
