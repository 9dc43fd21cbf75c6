//! Facts about findings and their fixes, and their sentences. `finding` is the number of a finding, such as `F-2`;
//! days are in the time zone of Seoul.

use haetae_domain::diagnosis::Tally;
use haetae_domain::text::Text;
use haetae_domain::vocabulary::Level;
use haetae_event_log::codec::{CodecError, person_from_wire, tally_from_wire};
use haetae_proto::event::v1 as pb;
use serde::{Deserialize, Serialize};

use super::wire::{day, word};
use crate::text::{checkpoint_name, clean, clean_person};
use crate::words::{because, day_name, named};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Opened {
    finding: String,
    checkpoint: String,
    severity: Level,
    due_on: String,
    previous: String,
}

impl TryFrom<pb::FindingOpened> for Opened {
    type Error = CodecError;

    fn try_from(e: pb::FindingOpened) -> Result<Self, CodecError> {
        Ok(Self {
            severity: word(e.severity, "severity")?,
            due_on: day(e.due_at, "due_at")?,
            finding: e.finding,
            checkpoint: clean(e.checkpoint),
            previous: e.previous,
        })
    }
}

impl Opened {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, severity, due_on, previous, .. } = self;
        let due_on = day_name(due_on);
        let (checkpoint, severity) = (checkpoint_name(&self.checkpoint), named(*severity));
        let again = if previous.is_empty() {
            Text::new("", "")
        } else {
            Text::new(format!(", 재발({previous})"), format!(", again after {previous}"))
        };
        Text::new(
            format!(
                "조치 항목({finding})을 등록했습니다: {checkpoint}(심각도 {}, 조치 기한 {}{}).",
                severity.ko, due_on.ko, again.ko
            ),
            format!("Opened finding {finding}: {checkpoint} ({}, due {}{}).", severity.en, due_on.en, again.en),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Assigned {
    finding: String,
    assignee: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
}

impl From<pb::FindingAssigned> for Assigned {
    fn from(e: pb::FindingAssigned) -> Self {
        let assignee = clean_person(person_from_wire(e.assignee));
        let assignee = if assignee.name.is_empty() { assignee.subject } else { assignee.name };
        Self { finding: e.finding, assignee, reason: clean(e.reason) }
    }
}

impl Assigned {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, assignee, reason } = self;
        let why = because(reason);
        Text::new(
            format!("조치 항목({finding})의 담당자를 지정했습니다: {assignee}{}", why.ko),
            format!("Put {assignee} in charge of finding {finding}{}.", why.en.trim_end_matches('.')),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FixClaimed {
    pub(in crate::board) finding: String,
    description: String,
}

impl From<pb::FixClaimed> for FixClaimed {
    fn from(e: pb::FixClaimed) -> Self {
        Self { finding: e.finding, description: clean(e.description) }
    }
}

impl FixClaimed {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, description } = self;
        Text::new(
            format!("조치 항목({finding})의 조치 완료를 보고했습니다: {description}"),
            format!("Reported finding {finding} as fixed: {description}"),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FixVerified {
    pub(in crate::board) finding: String,
}

impl From<pb::FixVerified> for FixVerified {
    fn from(e: pb::FixVerified) -> Self {
        Self { finding: e.finding }
    }
}

impl FixVerified {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding } = self;
        Text::new(
            format!("조치 항목({finding})의 조치를 확인했습니다. 조치가 완료되었습니다."),
            format!("Verified the fix of finding {finding} and closed it."),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FixRejected {
    pub(in crate::board) finding: String,
    reason: String,
}

impl From<pb::FixRejected> for FixRejected {
    fn from(e: pb::FixRejected) -> Self {
        Self { finding: e.finding, reason: clean(e.reason) }
    }
}

impl FixRejected {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, reason } = self;
        Text::new(
            format!("조치 항목({finding})의 조치가 미흡하여 반려했습니다: {reason}"),
            format!("Rejected the fix of finding {finding}: {reason}"),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Overdue {
    finding: String,
    due_on: String,
}

impl TryFrom<pb::FindingOverdue> for Overdue {
    type Error = CodecError;

    fn try_from(e: pb::FindingOverdue) -> Result<Self, CodecError> {
        Ok(Self { due_on: day(e.due_at, "due_at")?, finding: e.finding })
    }
}

impl Overdue {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, due_on } = self;
        let Text { ko, en } = day_name(due_on);
        Text::new(
            format!("조치 항목({finding})의 조치 기한({ko})이 지났습니다."),
            format!("Finding {finding} was due on {en} and is overdue."),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Corrected {
    finding: String,
    reason: String,
}

impl From<pb::FindingCorrected> for Corrected {
    fn from(e: pb::FindingCorrected) -> Self {
        Self { finding: e.finding, reason: clean(e.reason) }
    }
}

impl Corrected {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, reason } = self;
        Text::new(
            format!("조치 항목({finding})의 내용을 정정했습니다: {reason}"),
            format!("Corrected the text of finding {finding}: {reason}"),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Retracted {
    pub(in crate::board) finding: String,
    reason: String,
    /// The tally of the whole checklist afterwards.
    #[serde(skip)]
    pub(in crate::board) tally: Tally,
}

impl TryFrom<pb::FindingRetracted> for Retracted {
    type Error = CodecError;

    fn try_from(e: pb::FindingRetracted) -> Result<Self, CodecError> {
        Ok(Self { tally: tally_from_wire(e.tally)?, finding: e.finding, reason: clean(e.reason) })
    }
}

impl Retracted {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, reason, tally: _ } = self;
        Text::new(
            format!("조치 항목({finding})의 점검 결과(취약)를 취소했습니다: {reason}"),
            format!("Took back the Fail of finding {finding}: {reason}"),
        )
    }
}
