//! Facts about acceptances of findings, and their sentences. `finding` is the number of a finding, such as `F-2`;
//! days and times are in the time zone of Seoul, and a day without a time means its end.

use haetae_domain::text::{Text, counted};
use haetae_event_log::codec::CodecError;
use haetae_proto::event::v1 as pb;
use serde::{Deserialize, Serialize};

use super::wire::end;
use crate::{text::clean, words::day_name};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Requested {
    pub(in crate::board) finding: String,
    reason: String,
    ends_on: String,
}

impl TryFrom<pb::AcceptanceRequested> for Requested {
    type Error = CodecError;

    fn try_from(e: pb::AcceptanceRequested) -> Result<Self, CodecError> {
        Ok(Self { ends_on: end(e.ends_at, "ends_at")?, finding: e.finding, reason: clean(e.reason) })
    }
}

impl Requested {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, reason, ends_on } = self;
        let Text { ko, en } = day_name(ends_on);
        Text::new(
            format!("조치 항목({finding})의 위험 수용을 {ko}까지 신청했습니다: {reason}"),
            format!("Asked to accept the risk of finding {finding} until {en}: {reason}"),
        )
    }
}

/// An approver agreed; not `granted` where another one is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approved {
    pub(in crate::board) finding: String,
    ends_on: String,
    pub(in crate::board) granted: bool,
}

impl TryFrom<pb::AcceptanceApproved> for Approved {
    type Error = CodecError;

    fn try_from(e: pb::AcceptanceApproved) -> Result<Self, CodecError> {
        Ok(Self { ends_on: end(e.ends_at, "ends_at")?, finding: e.finding, granted: e.granted })
    }
}

impl Approved {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, ends_on, granted } = self;
        let Text { ko, en } = day_name(ends_on);
        if *granted {
            return Text::new(
                format!("조치 항목({finding})의 위험 수용을 {ko}까지 승인했습니다."),
                format!("Accepted the risk of finding {finding} until {en}."),
            );
        }
        Text::new(
            format!("조치 항목({finding})의 위험 수용({ko}까지)에 동의했습니다. 승인자 1명이 더 필요합니다."),
            format!("Agreed to accept the risk of finding {finding} until {en}; one more approver is needed."),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Declined {
    pub(in crate::board) finding: String,
    reason: String,
}

impl From<pb::AcceptanceDeclined> for Declined {
    fn from(e: pb::AcceptanceDeclined) -> Self {
        Self { finding: e.finding, reason: clean(e.reason) }
    }
}

impl Declined {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, reason } = self;
        Text::new(
            format!("조치 항목({finding})의 위험 수용 신청을 반려했습니다: {reason}"),
            format!("Declined to accept the risk of finding {finding}: {reason}"),
        )
    }
}

/// The requested end passed before the approvers had decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lapsed {
    pub(in crate::board) finding: String,
    ends_on: String,
}

impl TryFrom<pb::AcceptanceRequestLapsed> for Lapsed {
    type Error = CodecError;

    fn try_from(e: pb::AcceptanceRequestLapsed) -> Result<Self, CodecError> {
        Ok(Self { ends_on: end(e.ends_at, "ends_at")?, finding: e.finding })
    }
}

impl Lapsed {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, ends_on } = self;
        let Text { ko, en } = day_name(ends_on);
        Text::new(
            format!("조치 항목({finding})의 위험 수용 신청({ko}까지)이 기한까지 승인되지 않아 만료되었습니다."),
            format!(
                "The request to accept the risk of finding {finding} until {en} lapsed: it was not decided by then."
            ),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Revoked {
    finding: String,
    reason: String,
}

impl From<pb::AcceptanceRevoked> for Revoked {
    fn from(e: pb::AcceptanceRevoked) -> Self {
        Self { finding: e.finding, reason: clean(e.reason) }
    }
}

impl Revoked {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, reason } = self;
        Text::new(
            format!("조치 항목({finding})의 위험 수용을 철회했습니다: {reason}"),
            format!("Revoked the acceptance of finding {finding}: {reason}"),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ending {
    finding: String,
    days: u32,
    ends_on: String,
}

impl TryFrom<pb::AcceptanceEnding> for Ending {
    type Error = CodecError;

    fn try_from(e: pb::AcceptanceEnding) -> Result<Self, CodecError> {
        Ok(Self { ends_on: end(e.ends_at, "ends_at")?, finding: e.finding, days: e.days })
    }
}

impl Ending {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding, days, ends_on } = self;
        let Text { ko, en } = day_name(ends_on);
        Text::new(
            format!("조치 항목({finding})의 위험 수용이 {days}일 이내({ko})에 끝납니다."),
            format!("The acceptance of finding {finding} ends within {}: {en}.", counted(days, "day")),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ended {
    finding: String,
}

impl From<pb::AcceptanceEnded> for Ended {
    fn from(e: pb::AcceptanceEnded) -> Self {
        Self { finding: e.finding }
    }
}

impl Ended {
    pub(super) fn sentence(&self) -> Text {
        let Self { finding } = self;
        Text::new(
            format!("위험 수용 기간이 끝나 조치 항목({finding})을 다시 열었습니다."),
            format!("The acceptance of finding {finding} ended; it is open again."),
        )
    }
}
