//! Facts about diagnoses, and their sentences. Tallies are those of the whole checklist after the commit; they are
//! copied to the review's row, not to the timeline.

use haetae_domain::diagnosis::Tally;
use haetae_domain::text::{Text, counted};
use haetae_domain::vocabulary::{RevisionCause, VerdictResult};
use haetae_event_log::codec::{CodecError, standing_from_wire, tally_from_wire};
use haetae_proto::event::v1 as pb;
use serde::{Deserialize, Serialize};

use super::wire::{number, word};
use crate::text::{checkpoint_name, clean};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Generated {
    total: u32,
    mandatory: u32,
}

impl From<pb::DiagnosisGenerated> for Generated {
    fn from(e: pb::DiagnosisGenerated) -> Self {
        let mandatory = e.checkpoints.iter().filter(|checkpoint| checkpoint.mandatory).count();
        Self { total: number(e.checkpoints.len()), mandatory: number(mandatory) }
    }
}

impl Generated {
    /// Nothing is judged.
    pub(in crate::board) fn tally(&self) -> Tally {
        let Self { total, mandatory } = *self;
        Tally { total, mandatory, mandatory_open: mandatory, ..Tally::default() }
    }

    pub(super) fn sentence(&self) -> Text {
        let Self { total, mandatory } = self;
        Text::new(
            format!("점검 항목 {total}건(필수 {mandatory}건)을 생성했습니다."),
            format!("Generated the checklist: {}, {mandatory} of them mandatory.", counted(total, "checkpoint")),
        )
    }
}

/// Verdicts recorded together, by result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Judged {
    pass: u32,
    fail: u32,
    partial: u32,
    not_applicable: u32,
    mandatory_open: u32,
    #[serde(skip)]
    pub(in crate::board) tally: Tally,
}

impl TryFrom<pb::VerdictsRecorded> for Judged {
    type Error = CodecError;

    fn try_from(e: pb::VerdictsRecorded) -> Result<Self, CodecError> {
        let mut judged = Self::default();
        for verdict in &e.verdicts {
            match word(verdict.result, "verdicts.result")? {
                VerdictResult::Pass => judged.pass += 1,
                VerdictResult::Fail => judged.fail += 1,
                VerdictResult::Partial => judged.partial += 1,
                VerdictResult::NotApplicable => judged.not_applicable += 1,
            }
        }
        let tally = tally_from_wire(e.tally)?;
        Ok(Self { mandatory_open: tally.mandatory_open, tally, ..judged })
    }
}

impl Judged {
    pub(super) fn sentence(&self) -> Text {
        let Self { pass, fail, partial, not_applicable, mandatory_open, tally: _ } = self;
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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Concluded {
    round: u32,
    open_findings: u32,
    accepted_findings: u32,
    #[serde(skip)]
    pub(in crate::board) tally: Tally,
}

impl TryFrom<pb::DiagnosisConcluded> for Concluded {
    type Error = CodecError;

    fn try_from(e: pb::DiagnosisConcluded) -> Result<Self, CodecError> {
        let standing = standing_from_wire(e.standing)?;
        let (open_findings, accepted_findings) = (standing.open_findings, standing.accepted_findings);
        Ok(Self { round: e.round, open_findings, accepted_findings, tally: tally_from_wire(e.tally)? })
    }
}

impl Concluded {
    pub(super) fn sentence(&self) -> Text {
        let Self { round, open_findings, accepted_findings, tally: _ } = self;
        Text::new(
            format!("{round}차 진단을 종료했습니다(조치할 항목 {open_findings}건, 위험 수용 {accepted_findings}건)."),
            format!(
                "Concluded round {round}: {} open, {accepted_findings} accepted.",
                counted(open_findings, "finding")
            ),
        )
    }
}

/// Another round; `again` checkpoints are to be judged in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reopened {
    round: u32,
    reason: String,
    again: u32,
    #[serde(skip)]
    pub(in crate::board) tally: Tally,
}

impl TryFrom<pb::DiagnosisReopened> for Reopened {
    type Error = CodecError;

    fn try_from(e: pb::DiagnosisReopened) -> Result<Self, CodecError> {
        let again = number(e.checkpoints.len());
        Ok(Self { round: e.round, reason: clean(e.reason), again, tally: tally_from_wire(e.tally)? })
    }
}

impl Reopened {
    /// Whether nothing is to be judged in the round.
    pub(super) const fn is_empty(&self) -> bool {
        self.again == 0
    }

    pub(super) fn sentence(&self) -> Text {
        let Self { round, reason, again, tally: _ } = self;
        let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        Text::new(
            format!("{round}차 진단을 시작했습니다(다시 점검할 항목 {again}건){reason}"),
            format!("Began round {round}, with {} to judge{reason}", counted(again, "checkpoint")),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Revised {
    cause: RevisionCause,
    added: u32,
    changed: u32,
    retired: u32,
    #[serde(skip)]
    pub(in crate::board) tally: Tally,
}

impl TryFrom<pb::ChecklistRevised> for Revised {
    type Error = CodecError;

    fn try_from(e: pb::ChecklistRevised) -> Result<Self, CodecError> {
        Ok(Self {
            cause: word(e.cause, "cause")?,
            added: number(e.added.len()),
            changed: number(e.changed.len()),
            retired: number(e.retired.len()),
            tally: tally_from_wire(e.tally)?,
        })
    }
}

impl Revised {
    pub(super) fn sentence(&self) -> Text {
        let Self { cause, added, changed, retired, tally: _ } = self;
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

/// A file was added as evidence; `evidence` is its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EvidenceAdded {
    evidence: String,
    name: String,
    checkpoint: String,
}

impl From<pb::EvidenceAdded> for EvidenceAdded {
    fn from(e: pb::EvidenceAdded) -> Self {
        Self { evidence: e.evidence, name: clean(e.name), checkpoint: clean(e.checkpoint) }
    }
}

impl EvidenceAdded {
    pub(super) fn sentence(&self) -> Text {
        let Self { evidence, name, .. } = self;
        let checkpoint = checkpoint_name(&self.checkpoint);
        Text::new(
            format!("점검 항목 {checkpoint}의 증적을 등록했습니다: {evidence} {name}"),
            format!("Added evidence for checkpoint {checkpoint}: {evidence} {name}"),
        )
    }
}
