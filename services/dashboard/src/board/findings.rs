//! What the timeline keeps of the events of findings, and their sentences.

use haetae_domain::text::{Text, counted};
use haetae_domain::vocabulary::Level;
use haetae_event_log::codec::{CodecError, Word as _, person_from_wire, timestamp_from_wire};
use haetae_proto::event::v1::event::Event;
use serde::{Deserialize, Serialize};

use super::change::Again;
use crate::text::{clean, clean_person};
use crate::words::{because, day_in_seoul, named};

/// What happened to a finding. Stored under the name of the event; `finding` is its number, `ends_on` and `due_on` are
/// days in Seoul.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FindingFacts {
    FindingOpened {
        finding: String,
        checkpoint: String,
        severity: Level,
        due_on: String,
        previous: String,
    },
    FindingAssigned {
        finding: String,
        assignee: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    FixClaimed {
        finding: String,
        description: String,
    },
    FixVerified {
        finding: String,
    },
    FixRejected {
        finding: String,
        reason: String,
    },
    AcceptanceRequested {
        finding: String,
        reason: String,
        ends_on: String,
    },
    AcceptanceApproved {
        finding: String,
        ends_on: String,
        granted: bool,
    },
    AcceptanceDeclined {
        finding: String,
        reason: String,
    },
    AcceptanceRevoked {
        finding: String,
        reason: String,
    },
    AcceptanceEnding {
        finding: String,
        days: u32,
        ends_on: String,
    },
    AcceptanceEnded {
        finding: String,
    },
    FindingOverdue {
        finding: String,
        due_on: String,
    },
    FindingCorrected {
        finding: String,
        reason: String,
    },
    FindingRetracted {
        finding: String,
        reason: String,
    },
}

impl FindingFacts {
    /// The facts of an event; none when it is not one of a finding.
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other event is read elsewhere, each by its name")]
    pub(super) fn read(event: Event) -> Result<Option<Self>, CodecError> {
        let day = |field, at| timestamp_from_wire(at, field).map(day_in_seoul);
        let facts = match event {
            Event::FindingOpened(e) => Self::FindingOpened {
                severity: Level::from_wire(e.severity).ok_or_else(|| field("severity"))?,
                due_on: day("due_at", e.due_at)?,
                finding: e.finding,
                checkpoint: clean(e.checkpoint),
                previous: e.previous,
            },
            Event::FindingAssigned(e) => {
                let assignee = clean_person(person_from_wire(e.assignee));
                let named = if assignee.name.is_empty() { assignee.subject } else { assignee.name };
                Self::FindingAssigned { finding: e.finding, assignee: named, reason: clean(e.reason) }
            }
            Event::FixClaimed(e) => Self::FixClaimed { finding: e.finding, description: clean(e.description) },
            Event::FixVerified(e) => Self::FixVerified { finding: e.finding },
            Event::FixRejected(e) => Self::FixRejected { finding: e.finding, reason: clean(e.reason) },
            Event::AcceptanceRequested(e) => {
                let ends_on = day("ends_at", e.ends_at)?;
                Self::AcceptanceRequested { finding: e.finding, reason: clean(e.reason), ends_on }
            }
            Event::AcceptanceApproved(e) => {
                let ends_on = day("ends_at", e.ends_at)?;
                Self::AcceptanceApproved { finding: e.finding, ends_on, granted: e.granted }
            }
            Event::AcceptanceDeclined(e) => Self::AcceptanceDeclined { finding: e.finding, reason: clean(e.reason) },
            Event::AcceptanceRevoked(e) => Self::AcceptanceRevoked { finding: e.finding, reason: clean(e.reason) },
            Event::AcceptanceEnding(e) => {
                let ends_on = day("ends_at", e.ends_at)?;
                Self::AcceptanceEnding { finding: e.finding, days: e.days, ends_on }
            }
            Event::AcceptanceEnded(e) => Self::AcceptanceEnded { finding: e.finding },
            Event::FindingOverdue(e) => {
                let due_on = day("due_at", e.due_at)?;
                Self::FindingOverdue { finding: e.finding, due_on }
            }
            Event::FindingCorrected(e) => Self::FindingCorrected { finding: e.finding, reason: clean(e.reason) },
            Event::FindingRetracted(e) => Self::FindingRetracted { finding: e.finding, reason: clean(e.reason) },
            _ => return Ok(None),
        };
        Ok(Some(facts))
    }

    /// The work that it has done again.
    pub(super) const fn again(&self) -> Option<Again> {
        match self {
            Self::FixRejected { .. } => Some(Again::Fix),
            Self::FindingOpened { .. }
            | Self::FindingAssigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixVerified { .. }
            | Self::AcceptanceRequested { .. }
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::FindingOverdue { .. }
            | Self::FindingCorrected { .. }
            | Self::FindingRetracted { .. } => None,
        }
    }

    /// What happened, in one sentence.
    pub(super) fn sentence(&self) -> Text {
        match self {
            Self::FindingOpened { finding, checkpoint, severity, due_on, previous } => {
                let severity = named(*severity);
                let again = if previous.is_empty() {
                    Text::new("", "")
                } else {
                    Text::new(format!(", 재발({previous})"), format!(", again after {previous}"))
                };
                Text::new(
                    format!(
                        "조치 항목({finding})을 등록했습니다: {checkpoint}(심각도 {}, 조치 기한 {due_on}{}).",
                        severity.ko, again.ko
                    ),
                    format!("Opened finding {finding}: {checkpoint} ({}, due {due_on}{}).", severity.en, again.en),
                )
            }
            Self::FindingAssigned { finding, assignee, reason } => {
                let why = because(reason);
                Text::new(
                    format!("조치 항목({finding})의 담당자를 지정했습니다: {assignee}{}", why.ko),
                    format!("Put {assignee} in charge of finding {finding}{}.", why.en.trim_end_matches('.')),
                )
            }
            Self::FixClaimed { finding, description } => Text::new(
                format!("조치 항목({finding})의 조치 완료를 보고했습니다: {description}"),
                format!("Reported finding {finding} as fixed: {description}"),
            ),
            Self::FixVerified { finding } => Text::new(
                format!("조치 항목({finding})의 조치를 확인하고 종결했습니다."),
                format!("Verified the fix of finding {finding} and closed it."),
            ),
            Self::FixRejected { finding, reason } => Text::new(
                format!("조치 항목({finding})의 조치가 미흡하여 반려했습니다: {reason}"),
                format!("Rejected the fix of finding {finding}: {reason}"),
            ),
            Self::FindingCorrected { finding, reason } => Text::new(
                format!("조치 항목({finding})의 내용을 정정했습니다: {reason}"),
                format!("Corrected the text of finding {finding}: {reason}"),
            ),
            Self::FindingRetracted { finding, reason } => Text::new(
                format!("조치 항목({finding})의 점검 결과(취약)를 취소했습니다: {reason}"),
                format!("Took back the Fail of finding {finding}: {reason}"),
            ),
            Self::AcceptanceRequested { .. }
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::FindingOverdue { .. } => self.over_time(),
        }
    }

    fn over_time(&self) -> Text {
        match self {
            Self::AcceptanceRequested { finding, reason, ends_on } => Text::new(
                format!("조치 항목({finding})의 위험 수용을 {ends_on}까지 요청했습니다: {reason}"),
                format!("Asked to accept the risk of finding {finding} until {ends_on}: {reason}"),
            ),
            Self::AcceptanceApproved { finding, ends_on, granted: true } => Text::new(
                format!("조치 항목({finding})의 위험 수용을 {ends_on}까지 승인했습니다."),
                format!("Accepted the risk of finding {finding} until {ends_on}."),
            ),
            Self::AcceptanceApproved { finding, ends_on, granted: false } => Text::new(
                format!("조치 항목({finding})의 위험 수용({ends_on}까지)에 동의했습니다. 승인자 1명이 더 필요합니다."),
                format!("Agreed to accept the risk of finding {finding} until {ends_on}; one more approver is needed."),
            ),
            Self::AcceptanceDeclined { finding, reason } => Text::new(
                format!("조치 항목({finding})의 위험 수용 요청을 반려했습니다: {reason}"),
                format!("Declined to accept the risk of finding {finding}: {reason}"),
            ),
            Self::AcceptanceRevoked { finding, reason } => Text::new(
                format!("조치 항목({finding})의 위험 수용을 철회했습니다: {reason}"),
                format!("Revoked the acceptance of finding {finding}: {reason}"),
            ),
            Self::AcceptanceEnding { finding, days, ends_on } => Text::new(
                format!("조치 항목({finding})의 위험 수용이 {days}일 이내({ends_on})에 끝납니다."),
                format!("The acceptance of finding {finding} ends within {}, on {ends_on}.", counted(days, "day")),
            ),
            Self::AcceptanceEnded { finding } => Text::new(
                format!("위험 수용 기간이 끝나 조치 항목({finding})을 다시 열었습니다."),
                format!("The acceptance of finding {finding} ended; it is open again."),
            ),
            Self::FindingOverdue { finding, due_on } => Text::new(
                format!("조치 항목({finding})의 조치 기한({due_on})이 지났습니다."),
                format!("Finding {finding} was due on {due_on} and is overdue."),
            ),
            Self::FindingOpened { .. }
            | Self::FindingAssigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixVerified { .. }
            | Self::FixRejected { .. }
            | Self::FindingCorrected { .. }
            | Self::FindingRetracted { .. } => self.sentence(),
        }
    }
}

fn field(name: &str) -> CodecError {
    CodecError::Field { field: name.to_owned() }
}

#[cfg(test)]
mod tests {
    use haetae_proto::event::v1 as pb;

    use super::super::facts::Facts;
    use super::*;

    fn events() -> Vec<Event> {
        let finding = || "F-2".to_owned();
        let reason = || "사유".to_owned();
        let at = || Some(prost_types::Timestamp { seconds: 1_796_137_200, nanos: 0 });
        vec![
            Event::FindingOpened(pb::FindingOpened {
                finding: finding(),
                checkpoint: "web-service:APP-01:1".into(),
                severity: 3,
                due_at: at(),
                previous: "F-1".into(),
                ..Default::default()
            }),
            Event::FindingAssigned(pb::FindingAssigned { finding: finding(), ..Default::default() }),
            Event::FixClaimed(pb::FixClaimed { finding: finding(), description: reason(), ..Default::default() }),
            Event::FixVerified(pb::FixVerified { finding: finding(), standing: None }),
            Event::FixRejected(pb::FixRejected { finding: finding(), reason: reason(), standing: None }),
            Event::AcceptanceRequested(pb::AcceptanceRequested {
                finding: finding(),
                ends_at: at(),
                ..Default::default()
            }),
            Event::AcceptanceApproved(pb::AcceptanceApproved {
                finding: finding(),
                ends_at: at(),
                granted: true,
                ..Default::default()
            }),
            Event::AcceptanceDeclined(pb::AcceptanceDeclined { finding: finding(), reason: reason(), standing: None }),
            Event::AcceptanceRevoked(pb::AcceptanceRevoked { finding: finding(), reason: reason(), standing: None }),
            Event::AcceptanceEnding(pb::AcceptanceEnding {
                finding: finding(),
                days: 7,
                ends_at: at(),
                standing: None,
            }),
            Event::AcceptanceEnded(pb::AcceptanceEnded { finding: finding(), ends_at: at(), standing: None }),
            Event::FindingOverdue(pb::FindingOverdue { finding: finding(), due_at: at(), standing: None }),
            Event::FindingCorrected(pb::FindingCorrected { finding: finding(), reason: reason(), standing: None }),
            Event::FindingRetracted(pb::FindingRetracted {
                finding: finding(),
                reason: reason(),
                ..Default::default()
            }),
        ]
    }

    #[test]
    fn what_is_stored_of_an_event_comes_back_by_its_name_and_is_told_in_both_languages() {
        for event in events() {
            let name = haetae_event_log::codec::event_name(&event);
            let facts = FindingFacts::read(event).expect("readable").expect("of a finding");
            let json = serde_json::to_value(Facts::Finding(facts.clone())).expect("JSON");
            assert_eq!(Facts::parse(name, json.clone()).expect("parses"), Facts::Finding(facts.clone()));
            assert!(Facts::parse("RiskAssessed", json).is_err(), "{name}");
            let sentence = facts.sentence();
            assert!(sentence.ko.contains("F-2") && sentence.en.contains("F-2"), "{name}: {sentence:?}");
        }
    }

    #[test]
    fn days_are_those_in_seoul() {
        let opened = events().remove(0);
        let facts = FindingFacts::read(opened).expect("readable").expect("of a finding");
        // 2026-12-01 15:00 UTC is midnight in Seoul.
        assert_eq!(
            facts.sentence().ko,
            "조치 항목(F-2)을 등록했습니다: web-service:APP-01:1(심각도 높음, 조치 기한 2026-12-02, 재발(F-1))."
        );
    }
}
