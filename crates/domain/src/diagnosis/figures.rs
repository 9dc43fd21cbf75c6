//! The figures of a diagnosis, counted from its checklist, verdicts and findings.

use std::collections::BTreeMap;

use super::{Diagnosis, Standing, Tally};
use crate::checkpoint_key::CheckpointKey;
use crate::vocabulary::{FindingStatus, Layer};

impl Diagnosis {
    /// The current number of checkpoints by verdict.
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

    /// The current standing.
    pub fn standing(&self) -> Standing {
        let mut standing = Standing {
            round: self.round,
            concluded: self.concluded,
            mandatory_open: self.tally().mandatory_open,
            ..Standing::default()
        };
        for finding in &self.findings {
            // A fix claimed during an acceptance leaves the risk accepted until a reviewer has verified the fix.
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
