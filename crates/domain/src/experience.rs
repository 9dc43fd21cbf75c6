//! Experience with a control from earlier verdicts: how often it failed.

use std::collections::HashMap;

use crate::checkpoint_key::CheckpointKey;
use crate::vocabulary::VerdictResult;

/// Fewer verdicts than this are not significant.
pub const ENOUGH: u32 = 5;

/// The numbers of judgements and failures of the checkpoints of a control.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Number of verdicts, except those that are not applicable.
    pub judged: u32,
    /// Number of those with Fail or Partial.
    pub failed: u32,
}

impl Record {
    /// How much earlier the control should be checked: 2 if at least half of its verdicts failed, 1 if at least a
    /// quarter did, otherwise 0. Also 0 with fewer than [`ENOUGH`] verdicts.
    pub const fn urgency(&self) -> usize {
        match self {
            Self { judged, .. } if *judged < ENOUGH => 0,
            Self { judged, failed } if failed.saturating_mul(2) >= *judged => 2,
            Self { judged, failed } if failed.saturating_mul(4) >= *judged => 1,
            Self { .. } => 0,
        }
    }
}

/// The records of all controls, whatever version of their catalogue they were judged by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Experience(HashMap<String, HashMap<String, Record>>);

impl Experience {
    /// Counts one judgement.
    pub fn count(&mut self, checkpoint: &CheckpointKey, result: VerdictResult) {
        let failed = match result {
            VerdictResult::NotApplicable => return,
            VerdictResult::Pass => 0,
            VerdictResult::Fail | VerdictResult::Partial => 1,
        };
        let controls = self.0.entry(checkpoint.catalog.clone()).or_default();
        let record = controls.entry(checkpoint.control.clone()).or_default();
        record.judged = record.judged.saturating_add(1);
        record.failed = record.failed.saturating_add(failed);
    }

    /// Counts a Fail no more that was taken back.
    pub fn retract(&mut self, checkpoint: &CheckpointKey) {
        let controls = self.0.get_mut(&checkpoint.catalog);
        if let Some(record) = controls.and_then(|controls| controls.get_mut(&checkpoint.control)) {
            record.judged = record.judged.saturating_sub(1);
            record.failed = record.failed.saturating_sub(1);
        }
    }

    /// The record of a control.
    pub fn of(&self, catalog: &str, control: &str) -> Record {
        self.0.get(catalog).and_then(|controls| controls.get(control)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judgements_are_counted_by_control_and_what_does_not_apply_is_not() {
        let mut experience = Experience::default();
        let key = |check: &str| CheckpointKey { catalog: "c".into(), control: "A".into(), check: check.into() };
        experience.count(&key("1"), VerdictResult::Pass);
        experience.count(&key("2"), VerdictResult::Fail);
        experience.count(&key("1"), VerdictResult::Partial);
        experience.count(&key("1"), VerdictResult::NotApplicable);
        assert_eq!(experience.of("c", "A"), Record { judged: 3, failed: 2 });
        assert_eq!(experience.of("c", "B"), Record::default());
        assert_eq!(experience.of("d", "A"), Record::default());
    }

    #[test]
    fn a_control_is_urgent_by_the_share_that_failed_once_there_are_enough() {
        let urgency = |judged, failed| Record { judged, failed }.urgency();
        assert_eq!([urgency(0, 0), urgency(4, 4), urgency(5, 5)], [0, 0, 2]);
        assert_eq!([urgency(8, 1), urgency(8, 2), urgency(8, 3), urgency(8, 4)], [0, 1, 1, 2]);
        assert_eq!(urgency(u32::MAX, u32::MAX), 2);
    }
}
