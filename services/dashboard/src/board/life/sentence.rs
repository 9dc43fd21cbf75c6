//! One sentence about each thing that happens: what, why, and what was before.

use haetae_domain::ids::Person;
use haetae_domain::text::{Text, counted};
use haetae_domain::vocabulary::{Status, TargetCause, TriageOutcome, Visibility};

use super::{Amended, Decided, Life, TargetSet};
use crate::words::{because, field_name, ground_name, heading, named, value_name};

impl Life {
    /// What happened, in one sentence; who did it stands beside it.
    pub(in crate::board) fn sentence(&self) -> Text {
        match self {
            Self::Amended(facts) => facts.sentence(),
            Self::Withdrawn { reason } => {
                both("검토 요청을 철회했습니다. 사유: ", "Withdrew the request. Reason: ", reason)
            }
            Self::InfoRequested { question } => both("보완을 요청했습니다: ", "Asked for information: ", question),
            Self::InfoProvided { answer, status: _ } => {
                both("보완 요청에 답변했습니다: ", "Provided the information: ", answer)
            }
            Self::Triaged { outcome, reason, duplicate_of, automatic } => {
                triaged(*outcome, reason, duplicate_of.as_deref(), *automatic)
            }
            Self::Assigned { assignee, claimed, reason } => assigned(assignee, *claimed, reason),
            Self::Released { reason } => both("담당을 해제했습니다. 사유: ", "Released the review. Reason: ", reason),
            Self::Decided(facts) => facts.sentence(),
            Self::Reopened { reason, status } => reopened(reason, *status),
            Self::Commented { text, visibility: Visibility::Shared } => both("의견: ", "Comment: ", text),
            Self::Commented { text, visibility: Visibility::Internal } => {
                both("내부 의견: ", "Internal comment: ", text)
            }
            Self::TargetSet(facts) => facts.sentence(),
            Self::TargetBreached { day, policy_version } => Text::new(
                format!("처리 기한({day})이 지났습니다. 기한은 평가 정책 {policy_version}판에 따른 것입니다."),
                format!("The target date {day}, by policy version {policy_version}, passed."),
            ),
            Self::DecisionStaled { moved } => staled(moved),
            Self::Progressed { status, round, concluded, open_findings } => {
                progressed(*status, *round, *concluded, *open_findings)
            }
        }
    }
}

fn both(ko: &str, en: &str, words: &str) -> Text {
    Text::new(format!("{ko}{words}"), format!("{en}{words}"))
}

/// Texts in each language, joined.
fn joined(texts: impl Iterator<Item = Text>, separator: &str) -> Text {
    let (ko, en): (Vec<_>, Vec<_>) = texts.map(|text| (text.ko, text.en)).unzip();
    Text::new(ko.join(separator), en.join(separator))
}

impl Amended {
    fn sentence(&self) -> Text {
        let changes = self.changes.iter().map(|(field, before, after)| {
            let name = field_name(field);
            if field == "description" {
                return name;
            }
            let (before, after) = (value_name(field, before), value_name(field, after));
            Text::new(
                format!("{} {} → {}", name.ko, before.ko, after.ko),
                format!("{} {} → {}", name.en, before.en, after.en),
            )
        });
        let changes = joined(changes, "; ");
        let (ko, en) = if self.material {
            (". 위험도를 다시 평가합니다.", ". The risk is assessed again.")
        } else {
            (".", ".")
        };
        Text::new(
            format!("요청 내용을 수정했습니다: {}{ko}", changes.ko),
            format!("Amended the request: {}{en}", changes.en),
        )
    }
}

fn triaged(outcome: TriageOutcome, reason: &str, duplicate_of: Option<&str>, automatic: bool) -> Text {
    if automatic {
        let named = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
        return Text::new(
            format!("평가 정책에 따라 진단을 자동으로 생략했습니다{named}."),
            format!("The diagnosis was waived automatically by the policy{named}."),
        );
    }
    let other = duplicate_of.unwrap_or_default();
    let (ko, en) = match outcome {
        TriageOutcome::Diagnose => ("진단을 진행하기로 했습니다".into(), "Decided to diagnose".into()),
        TriageOutcome::Waive => ("진단을 생략하기로 했습니다".into(), "Waived the diagnosis".into()),
        TriageOutcome::Reject => ("요청을 접수하지 않고 반려했습니다".into(), "Rejected the request".into()),
        TriageOutcome::Duplicate => (
            format!("중복 요청이므로 종결했습니다(기존 검토: {other})"),
            format!("Closed as a duplicate of review {other}"),
        ),
    };
    Text::new(format!("{ko}. 사유: {reason}"), format!("{en}. Reason: {reason}"))
}

fn assigned(assignee: &Person, claimed: bool, reason: &str) -> Text {
    let name = if assignee.name.is_empty() { &assignee.subject } else { &assignee.name };
    if claimed {
        return Text::new(format!("담당자로 나섰습니다: {name}"), format!("Took the review on: {name}"));
    }
    let why = because(reason);
    Text::new(format!("담당자를 지정했습니다: {name}{}", why.ko), format!("Assigned the review to {name}{}", why.en))
}

impl Decided {
    fn sentence(&self) -> Text {
        let Self { outcome, reason, conditions, level: _, policy_version, catalogs, round } = self;
        let name = heading(*outcome);
        let catalogs = catalogs.iter();
        let catalogs =
            catalogs.map(|(id, version)| Text::new(format!("{id} {version}판"), format!("{id} version {version}")));
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
                "최종 판정은 {}입니다. 사유: {reason}{ko} (근거: {round}차 진단, 평가 정책 {policy_version}판, 카탈로그 {})",
                name.ko, catalogs.ko
            ),
            format!(
                "{}. Reason: {reason}{en} (on round {round}, policy version {policy_version}, catalogues {})",
                name.en, catalogs.en
            ),
        )
    }
}

fn reopened(reason: &str, status: Status) -> Text {
    let name = named(status);
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

impl TargetSet {
    fn sentence(&self) -> Text {
        let Self { target_days, paused_days, policy_version, .. } = self;
        let Some(day) = &self.day else {
            let year = self.unknown_year.unwrap_or_default();
            return Text::new(
                format!("{year}년 공휴일 정보가 없어 처리 기한을 정할 수 없습니다."),
                format!("No due date: the holidays of {year} are not known."),
            );
        };
        let (ko, en) = match self.cause {
            TargetCause::Assessed => ("처리 기한을 정했습니다", "Set the due date"),
            TargetCause::Resumed => {
                ("보완 대기 기간을 더해 처리 기한을 조정했습니다", "Moved the due date after the wait")
            }
            TargetCause::Reopened => ("다시 시작한 날부터 처리 기한을 정했습니다", "Set the due date anew"),
        };
        let paused = |text: String| if *paused_days > 0 { text } else { String::new() };
        Text::new(
            format!(
                "{ko}: {day}(평가 정책 {policy_version}판, 영업일 {target_days}일{})",
                paused(format!(", 보완 대기 {paused_days}일 가산"))
            ),
            format!(
                "{en}: {day} ({} by policy version {policy_version}{})",
                counted(target_days, "business day"),
                paused(format!(", {paused_days} added for waiting"))
            ),
        )
    }
}

fn staled(moved: &[String]) -> Text {
    let moved = joined(moved.iter().map(|what| ground_name(what)), ", ");
    Text::new(
        format!("최종 판정의 근거가 바뀌어 재검토가 필요합니다: {}", moved.ko),
        format!("The decision is out of date; changed since: {}", moved.en),
    )
}

fn progressed(status: Status, round: u32, concluded: bool, open: u32) -> Text {
    let name = named(status);
    let (ko, en) = if concluded { ("진단 종료", "concluded") } else { ("진단 중", "under way") };
    Text::new(
        format!("{round}차 {ko}, 남은 조치 항목 {open}건. 검토 상태: {}", name.ko),
        format!("Round {round} of the diagnosis is {en}, findings open: {open}. Status: {}.", name.en),
    )
}
