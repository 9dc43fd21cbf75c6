//! Facts about decisions, and their sentences.

use haetae_domain::review;
use haetae_domain::text::Text;
use haetae_domain::vocabulary::{DecisionOutcome, Level, Status};
use serde::{Deserialize, Serialize};

use super::told::joined;
use crate::{
    text::clean,
    words::{ground_name, heading, named},
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "decided")]
pub(crate) struct Decided {
    outcome: DecisionOutcome,
    reason: String,
    conditions: Vec<String>,
    /// The level that it was decided on.
    level: Level,
    policy_version: u32,
    /// Catalogue and version.
    catalogs: Vec<(String, u32)>,
    round: u32,
}

impl From<review::Decided> for Decided {
    fn from(event: review::Decided) -> Self {
        let basis = event.basis;
        Self {
            outcome: event.outcome,
            reason: clean(event.reason),
            conditions: event.conditions.into_iter().map(clean).collect(),
            level: basis.level,
            policy_version: basis.policy.version,
            catalogs: basis.catalogs.into_iter().map(|catalog| (clean(catalog.id), catalog.version)).collect(),
            round: basis.round,
        }
    }
}

impl Decided {
    pub(super) fn sentence(&self) -> Text {
        let Self { outcome, reason, conditions, level: _, policy_version, catalogs, round } = self;
        let name = heading(*outcome);
        let catalogs = catalogs.iter();
        let catalogs =
            catalogs.map(|(id, version)| Text::new(format!("{id} 버전 {version}"), format!("{id} version {version}")));
        let catalogs = joined(catalogs, ", ");
        let listed: Vec<_> = (1..).zip(conditions).map(|(n, condition)| format!("{n}) {condition}")).collect();
        let listed = listed.join(" ");
        let (ko, en) = if conditions.is_empty() {
            (String::new(), String::new())
        } else {
            (format!(" 조건: {listed}"), format!(" Conditions: {listed}"))
        };
        Text::new(
            format!(
                "최종 판정은 {}입니다. 사유: {reason}{ko} (근거: {round}차 진단, 평가 정책 버전 {policy_version}, 카탈로그 {})",
                name.ko, catalogs.ko
            ),
            format!(
                "{}. Reason: {reason}{en} (on round {round}, policy version {policy_version}, catalogues {})",
                name.en, catalogs.en
            ),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "reopened")]
pub(crate) struct Reopened {
    pub(super) reason: String,
    pub(super) status: Status,
}

impl Reopened {
    pub(super) fn sentence(&self) -> Text {
        let Self { reason, status } = self;
        let name = named(*status);
        if reason.is_empty() {
            return Text::new(
                format!("요청 내용이 바뀌어 검토를 다시 시작했습니다(상태: {}).", name.ko),
                format!("The amendment reopened the review. Status: {}.", name.en),
            );
        }
        Text::new(
            format!("검토를 다시 시작했습니다(상태: {}). 사유: {reason}", name.ko),
            format!("Reopened the review. Status: {}. Reason: {reason}", name.en),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "decision_staled")]
pub(crate) struct DecisionStaled {
    pub(super) moved: Vec<String>,
}

impl DecisionStaled {
    pub(super) fn sentence(&self) -> Text {
        let moved = joined(self.moved.iter().map(|what| ground_name(what)), ", ");
        Text::new(
            format!("최종 판정의 근거가 바뀌어 재검토가 필요합니다: {}", moved.ko),
            format!("The decision is out of date; changed since: {}", moved.en),
        )
    }
}
