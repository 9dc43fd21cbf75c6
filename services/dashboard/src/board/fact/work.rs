//! Facts about the assignment of a review and its target date, and their sentences.

use haetae_domain::diagnosis::Standing;
use haetae_domain::ids::Person;
use haetae_domain::review;
use haetae_domain::text::{Text, counted};
use haetae_domain::vocabulary::{Status, TargetCause, TriageOutcome};
use haetae_projector::PgTimestamp;
use haetae_proto::{common::v1::RoundState, words::Named as _};
use serde::{Deserialize, Serialize};

use super::told::both;
use crate::{
    text::clean,
    words::{because, day_in_seoul, day_name, named},
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "triaged")]
pub(crate) struct Triaged {
    pub(in crate::board) outcome: TriageOutcome,
    reason: String,
    duplicate_of: Option<String>,
    automatic: bool,
}

impl From<review::Triaged> for Triaged {
    fn from(event: review::Triaged) -> Self {
        let review::Triaged { outcome, reason, duplicate_of, automatic } = event;
        Self { outcome, reason: clean(reason), duplicate_of: duplicate_of.map(clean), automatic }
    }
}

impl Triaged {
    /// The review that covers it.
    pub(super) fn duplicate_of(&self) -> Option<&str> {
        self.duplicate_of.as_deref()
    }

    pub(super) fn sentence(&self) -> Text {
        self.sentence_naming(&Text::new("다른 검토", "another review"))
    }

    /// The sentence, with a name for the review that covers this one. Its id means nothing to readers, and some of
    /// them must not see it.
    pub(super) fn sentence_naming(&self, other: &Text) -> Text {
        let Self { outcome, reason, duplicate_of: _, automatic } = self;
        if *automatic {
            let named = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
            return Text::new(
                format!("평가 정책에 따라 진단을 자동으로 생략했습니다{named}."),
                format!("The diagnosis was waived automatically by the policy{named}."),
            );
        }
        let (ko, en) = match outcome {
            TriageOutcome::Diagnose => ("진단을 진행하기로 했습니다".into(), "Decided to diagnose".into()),
            TriageOutcome::Waive => ("진단을 생략하기로 했습니다".into(), "Waived the diagnosis".into()),
            TriageOutcome::Reject => ("요청을 접수하지 않고 반려했습니다".into(), "Rejected the request".into()),
            TriageOutcome::Duplicate => (
                format!("중복 요청이므로 종결했습니다(기존 검토: {})", other.ko),
                format!("Closed as a duplicate of {}", other.en),
            ),
        };
        Text::new(format!("{ko}. 사유: {reason}"), format!("{en}. Reason: {reason}"))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "assigned")]
pub(crate) struct Assigned {
    pub(in crate::board) assignee: Person,
    pub(super) claimed: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) reason: String,
}

impl Assigned {
    pub(super) fn sentence(&self) -> Text {
        let Self { assignee, claimed, reason } = self;
        let name = if assignee.name.is_empty() { &assignee.subject } else { &assignee.name };
        if *claimed {
            return Text::new(format!("검토를 담당합니다: {name}"), format!("Claimed the review: {name}"));
        }
        let why = because(reason);
        Text::new(
            format!("담당자를 지정했습니다: {name}{}", why.ko),
            format!("Assigned the review to {name}{}", why.en),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "released")]
pub(crate) struct Released {
    pub(super) reason: String,
}

impl Released {
    pub(super) fn sentence(&self) -> Text {
        both("담당을 해제했습니다. 사유: ", "Released the review. Reason: ", &self.reason)
    }
}

/// Also without a `kind`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DiagnosisStarted {}

impl DiagnosisStarted {
    pub(super) fn sentence(&self) -> Text {
        let Self {} = self;
        Text::new("진단을 시작했습니다.", "The diagnosis started.")
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "progressed")]
pub(crate) struct Progressed {
    status: Status,
    round: u32,
    concluded: bool,
    open_findings: u32,
}

impl From<review::Progress> for Progressed {
    fn from(event: review::Progress) -> Self {
        let Standing { round, concluded, open_findings, accepted_findings: _, mandatory_open: _ } = event.standing;
        Self { status: event.status, round, concluded, open_findings }
    }
}

impl Progressed {
    pub(super) fn sentence(&self) -> Text {
        let Self { status, round, concluded, open_findings } = self;
        let name = named(*status);
        let round_state = RoundState::of(*concluded).name();
        Text::new(
            format!("{round}차 {}, 미조치 {open_findings}건. 검토 상태: {}", round_state.ko, name.ko),
            format!(
                "Round {round} of the diagnosis is {}, open findings: {open_findings}. Status: {}.",
                round_state.en, name.en
            ),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "target_set")]
pub(crate) struct TargetSet {
    /// The day in Seoul, e.g. `2026-03-16`; none in a year whose holidays are not known.
    day: Option<String>,
    unknown_year: Option<i16>,
    target_days: u16,
    paused_days: u32,
    policy_version: u32,
    cause: TargetCause,
    #[serde(skip)]
    pub(in crate::board) due_at: Option<PgTimestamp>,
}

impl From<review::Target> for TargetSet {
    fn from(event: review::Target) -> Self {
        let unknown_year = match event.due {
            review::Due::At(_) => None,
            review::Due::UnknownYear(year) => Some(year),
        };
        Self {
            day: event.due.at().map(day_in_seoul),
            unknown_year,
            target_days: event.target_days,
            paused_days: event.paused_days,
            policy_version: event.policy.version,
            cause: event.cause,
            due_at: event.due.at().map(PgTimestamp::new),
        }
    }
}

impl TargetSet {
    pub(super) fn sentence(&self) -> Text {
        let Self { target_days, paused_days, policy_version, .. } = self;
        let Some(day) = &self.day else {
            let year = self.unknown_year.unwrap_or_default();
            return Text::new(
                format!("{year}년 공휴일 정보가 없어 처리 기한을 정할 수 없습니다."),
                format!("No due date: the holidays of {year} are not known."),
            );
        };
        let day = day_name(day);
        let (ko, en) = match self.cause {
            TargetCause::Assessed => ("처리 기한을 정했습니다", "Set the due date"),
            TargetCause::Resumed => {
                ("보완 대기 기간을 더해 처리 기한을 조정했습니다", "Moved the due date after the wait")
            }
            TargetCause::Reopened => ("다시 시작한 날부터 처리 기한을 정했습니다", "Set a new due date"),
        };
        let paused = |text: String| if *paused_days > 0 { text } else { String::new() };
        Text::new(
            format!(
                "{ko}: {}(평가 정책 버전 {policy_version}, 영업일 {target_days}일{})",
                day.ko,
                paused(format!(", 보완 대기 {paused_days}일 가산"))
            ),
            format!(
                "{en}: {} ({} by policy version {policy_version}{})",
                day.en,
                counted(target_days, "business day"),
                paused(format!(", {paused_days} added for waiting"))
            ),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename = "target_breached")]
pub(crate) struct TargetBreached {
    pub(super) day: String,
    pub(super) policy_version: u32,
}

impl TargetBreached {
    pub(super) fn sentence(&self) -> Text {
        let Self { day, policy_version } = self;
        let Text { ko, en } = day_name(day);
        Text::new(
            format!("처리 기한({ko})이 지났습니다. 기한은 평가 정책 버전 {policy_version}에 따른 것입니다."),
            format!("The due date {en}, by policy version {policy_version}, passed."),
        )
    }
}
