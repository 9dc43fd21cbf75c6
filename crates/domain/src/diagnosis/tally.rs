//! How far a diagnosis has come, in figures.

use std::collections::BTreeMap;

use super::Diagnosis;
use crate::selection::CheckpointKey;
use crate::vocabulary::{FindingStatus, Layer, VerdictResult};

/// Checkpoints by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub total: u32,
    /// Those that must be judged.
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

/// Where a diagnosis stands: what the status of its review follows from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// From 1.
    pub round: u32,
    /// Whether the round is concluded.
    pub concluded: bool,
    /// Mandatory checkpoints not judged in this round.
    pub mandatory_open: u32,
    /// Findings neither closed nor accepted.
    pub open_findings: u32,
    /// Findings whose risk is accepted for now.
    pub accepted_findings: u32,
}

impl Diagnosis {
    /// Checkpoints by verdict as it stands.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for checkpoint in &self.generated.checkpoints {
            tally.count(checkpoint.mandatory, self.verdicts.get(&checkpoint.key).map(|j| j.verdict.result));
        }
        tally
    }

    /// The same for each layer that has checkpoints.
    pub fn tally_by_layer(&self) -> BTreeMap<Layer, Tally> {
        let mut layers: BTreeMap<Layer, Tally> = BTreeMap::new();
        for checkpoint in &self.generated.checkpoints {
            let result = self.verdicts.get(&checkpoint.key).map(|judged| judged.verdict.result);
            layers.entry(checkpoint.layer).or_default().count(checkpoint.mandatory, result);
        }
        layers
    }

    /// Where it stands.
    pub fn standing(&self) -> Standing {
        let mut standing = Standing {
            round: self.round,
            concluded: self.concluded,
            mandatory_open: self.tally().mandatory_open,
            ..Standing::default()
        };
        for finding in &self.findings {
            // A fix claimed under an acceptance leaves the risk accepted until somebody has looked.
            match finding.status {
                FindingStatus::Closed | FindingStatus::Void => {}
                FindingStatus::Accepted => standing.accepted_findings += 1,
                FindingStatus::FixClaimed if finding.accepted.is_some() => standing.accepted_findings += 1,
                FindingStatus::Open | FindingStatus::FixClaimed => standing.open_findings += 1,
            }
        }
        standing
    }

    /// Mandatory checkpoints not judged in this round, in order.
    pub fn unjudged(&self) -> impl Iterator<Item = &CheckpointKey> {
        let mandatory = self.generated.checkpoints.iter().filter(|c| c.mandatory);
        mandatory.map(|c| &c.key).filter(|key| !self.verdicts.contains_key(key))
    }
}

impl Tally {
    fn count(&mut self, mandatory: bool, result: Option<VerdictResult>) {
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
