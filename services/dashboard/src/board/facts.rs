//! What the timeline keeps of an event, and the sentence it becomes when somebody reads it.

use haetae_domain::text::{Text, counted};
use haetae_domain::vocabulary::{Depth, Level, RevisionCause};
use serde::{Deserialize, Serialize};

use super::{change::Fact, evidence::EvidenceAdded, findings::FindingFacts, life::Life};
use crate::words::named;

/// The facts behind one line of a timeline. Stored as JSON without the name of the event, which has its own column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Facts {
    Submitted(Submitted),
    DiagnosisStarted(DiagnosisStarted),
    Life(Box<Life>),
    Assessed(Assessed),
    Residual(Residual),
    Generated(Generated),
    Judged(Judged),
    Concluded(Concluded),
    Reopened(Reopened),
    Revised(Revised),
    Finding(FindingFacts),
    Evidence(EvidenceAdded),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Submitted {
    title: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DiagnosisStarted {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Assessed {
    score: u8,
    level: Level,
    depth: Depth,
    policy_version: u32,
    target_days: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Residual {
    round: u32,
    score: u8,
    level: Level,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Generated {
    total: u32,
    mandatory: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Judged {
    pass: u32,
    fail: u32,
    partial: u32,
    not_applicable: u32,
    mandatory_open: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Concluded {
    round: u32,
    open_findings: u32,
    accepted_findings: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reopened {
    round: u32,
    reason: String,
    again: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Revised {
    cause: RevisionCause,
    added: u32,
    changed: u32,
    retired: u32,
}

impl From<&Fact> for Facts {
    fn from(fact: &Fact) -> Self {
        match fact {
            Fact::Submitted(request) => Self::Submitted(Submitted { title: request.title.clone() }),
            Fact::DiagnosisStarted => Self::DiagnosisStarted(DiagnosisStarted {}),
            Fact::Life(life) => Self::Life(life.clone()),
            Fact::Assessed { score, level, depth, policy_version, target_days } => Self::Assessed(Assessed {
                score: *score,
                level: *level,
                depth: *depth,
                policy_version: *policy_version,
                target_days: *target_days,
            }),
            Fact::Residual { round, score, level } => {
                Self::Residual(Residual { round: *round, score: *score, level: *level })
            }
            Fact::Generated { tally } => Self::Generated(Generated { total: tally.total, mandatory: tally.mandatory }),
            Fact::Judged { verdicts, tally } => Self::Judged(Judged {
                pass: verdicts.pass,
                fail: verdicts.fail,
                partial: verdicts.partial,
                not_applicable: verdicts.not_applicable,
                mandatory_open: tally.mandatory_open,
            }),
            Fact::Concluded { round, tally: _, standing } => Self::Concluded(Concluded {
                round: *round,
                open_findings: standing.open_findings,
                accepted_findings: standing.accepted_findings,
            }),
            Fact::Reopened { round, reason, again, tally: _ } => {
                Self::Reopened(Reopened { round: *round, reason: reason.clone(), again: *again })
            }
            Fact::Revised { cause, added, changed, retired, tally: _ } => {
                Self::Revised(Revised { cause: *cause, added: *added, changed: *changed, retired: *retired })
            }
            Fact::Finding(facts) => Self::Finding(FindingFacts::clone(facts)),
            Fact::Evidence(added) => Self::Evidence(EvidenceAdded::clone(added)),
        }
    }
}

impl Facts {
    /// The facts of a stored line.
    ///
    /// # Errors
    /// When they are not those of this event; for an event of no review, when they are anything.
    pub(crate) fn parse(event: &str, json: serde_json::Value) -> serde_json::Result<Self> {
        use serde_json::from_value;
        match event {
            "ReviewSubmitted" => from_value(json).map(Self::Submitted),
            "ReviewDiagnosisStarted" => from_value(json).map(Self::DiagnosisStarted),
            "RiskAssessed" => from_value(json).map(Self::Assessed),
            "ResidualAssessed" => from_value(json).map(Self::Residual),
            "DiagnosisGenerated" => from_value(json).map(Self::Generated),
            "VerdictsRecorded" => from_value(json).map(Self::Judged),
            name if name.starts_with("Review") => from_value(json).map(Self::Life),
            "DiagnosisConcluded" => from_value(json).map(Self::Concluded),
            "DiagnosisReopened" => from_value(json).map(Self::Reopened),
            "ChecklistRevised" => from_value(json).map(Self::Revised),
            "EvidenceAdded" => from_value(json).map(Self::Evidence),
            // These are stored under the name of their event.
            finding if json.get(finding).is_some() => from_value(json).map(Self::Finding),
            _ => Err(serde::de::Error::custom("no event of a review")),
        }
    }

    /// Fields that it amended: path, before, after.
    pub(crate) fn amendments(&self) -> &[(String, String, String)] {
        if let Self::Life(life) = self { life.amendments() } else { &[] }
    }

    /// What happened, in one sentence.
    pub(crate) fn sentence(&self) -> Text {
        match self {
            Self::Submitted(Submitted { title }) => {
                Text::new(format!("보안성 검토를 요청했습니다: {title}"), format!("Requested the review: {title}"))
            }
            Self::DiagnosisStarted(_) => Text::new("진단을 시작했습니다.", "The diagnosis started."),
            Self::Life(life) => life.sentence(),
            Self::Assessed(facts) => facts.sentence(),
            Self::Residual(facts) => facts.sentence(),
            Self::Generated(Generated { total, mandatory }) => Text::new(
                format!("점검 항목 {total}건(필수 {mandatory}건)을 생성했습니다."),
                format!("Generated the checklist: {}, {mandatory} of them mandatory.", counted(total, "checkpoint")),
            ),
            Self::Judged(facts) => facts.sentence(),
            Self::Concluded(facts) => facts.sentence(),
            Self::Reopened(facts) => facts.sentence(),
            Self::Revised(facts) => facts.sentence(),
            Self::Finding(facts) => facts.sentence(),
            Self::Evidence(added) => added.sentence(),
        }
    }
}

impl Assessed {
    fn sentence(&self) -> Text {
        let Self { score, level, depth, policy_version, target_days } = self;
        let (level, depth) = (named(*level), named(*depth));
        Text::new(
            format!(
                "평가 정책 {policy_version}판에 따라 위험도를 {score}점({})으로 평가했습니다(검토 수준: {}, 처리 기한: 영업일 {target_days}일).",
                level.ko, depth.ko
            ),
            format!(
                "Scored {score} ({}) under policy version {policy_version}: depth {}, {}.",
                level.en,
                depth.en,
                counted(target_days, "business day")
            ),
        )
    }
}

impl Residual {
    fn sentence(&self) -> Text {
        let Self { round, score, level } = self;
        let level = named(*level);
        Text::new(
            format!("{round}차 진단 결과를 반영해 잔여 위험을 {score}점({})으로 평가했습니다.", level.ko),
            format!("Assessed the residual risk after round {round}: {score} ({}).", level.en),
        )
    }
}

impl Judged {
    fn sentence(&self) -> Text {
        let Self { pass, fail, partial, not_applicable, mandatory_open } = self;
        let total = pass + fail + partial + not_applicable;
        Text::new(
            format!(
                "점검 항목 {total}건의 점검 결과를 기록했습니다(양호 {pass}, 취약 {fail}, 부분 이행 {partial}, 해당 없음 {not_applicable}, 남은 필수 항목 {mandatory_open}건)."
            ),
            format!(
                "Judged {}: {pass} Pass, {fail} Fail, {partial} Partial, {not_applicable} N/A; {mandatory_open} mandatory left.",
                counted(total, "checkpoint")
            ),
        )
    }
}

impl Concluded {
    fn sentence(&self) -> Text {
        let Self { round, open_findings, accepted_findings } = self;
        Text::new(
            format!("{round}차 진단을 종료했습니다(조치할 항목 {open_findings}건, 위험 수용 {accepted_findings}건)."),
            format!(
                "Concluded round {round}: {} open, {accepted_findings} accepted.",
                counted(open_findings, "finding")
            ),
        )
    }
}

impl Reopened {
    fn sentence(&self) -> Text {
        let Self { round, reason, again } = self;
        let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        Text::new(
            format!("{round}차 진단을 시작했습니다(다시 점검할 항목 {again}건){reason}"),
            format!("Began round {round}, with {} to judge{reason}", counted(again, "checkpoint")),
        )
    }
}

impl Revised {
    fn sentence(&self) -> Text {
        let Self { cause, added, changed, retired } = self;
        if (*cause, *added, *changed, *retired) == (RevisionCause::Amended, 0, 0, 0) {
            return Text::new(
                "다시 평가한 결과에 따라 점검표의 등급과 조치 기한을 갱신했습니다(점검 항목은 그대로).",
                "Took over the level and the days for fixes from the new assessment; the checkpoints stay.",
            );
        }
        let why = match cause {
            RevisionCause::Amended => Text::new("다시 평가한 결과에 따라", "after the new assessment"),
            RevisionCause::Upgraded => Text::new("새 카탈로그 버전에 맞추어", "for newer catalogue versions"),
        };
        Text::new(
            format!("{} 점검표를 갱신했습니다(추가 {added}, 변경 {changed}, 제외 {retired}).", why.ko),
            format!("Revised the checklist {}: {added} added, {changed} changed, {retired} retired.", why.en),
        )
    }
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
