//! The progress of a diagnosis, in figures.

use crate::vocabulary::VerdictResult;

/// Checkpoints by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub total: u32,
    /// Checkpoints that must be judged.
    pub mandatory: u32,
    /// 양호.
    pub pass: u32,
    /// 취약.
    pub fail: u32,
    /// 부분 이행.
    pub partial: u32,
    /// 해당 없음.
    pub not_applicable: u32,
    /// Mandatory ones not judged yet.
    pub mandatory_open: u32,
}

/// The standing of a diagnosis, from which the status of its review follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// From 1.
    pub round: u32,
    /// Whether the round is concluded.
    pub concluded: bool,
    /// Mandatory checkpoints not judged in this round; always 0 in the review's account ([`Standing::for_review`]).
    pub mandatory_open: u32,
    /// Findings neither closed nor accepted.
    pub open_findings: u32,
    /// Findings whose risk is currently accepted.
    pub accepted_findings: u32,
}

impl Standing {
    /// The part that the review records: its status does not depend on single checkpoints.
    #[must_use]
    pub const fn for_review(self) -> Self {
        Self { mandatory_open: 0, ..self }
    }
}

impl Tally {
    /// Whether every checkpoint is judged. A checklist without checkpoints has nothing to judge.
    #[must_use]
    pub const fn is_judged(&self) -> bool {
        self.total > 0 && self.pass + self.fail + self.partial + self.not_applicable == self.total
    }

    /// Counts one checkpoint with its verdict, if it has one.
    pub(super) fn count(&mut self, mandatory: bool, result: Option<VerdictResult>) {
        self.total += 1;
        self.mandatory += u32::from(mandatory);
        match result {
            Some(VerdictResult::Pass) => self.pass += 1,
            Some(VerdictResult::Fail) => self.fail += 1,
            Some(VerdictResult::Partial) => self.partial += 1,
            Some(VerdictResult::NotApplicable) => self.not_applicable += 1,
            None => self.mandatory_open += u32::from(mandatory),
        }
    }
}
