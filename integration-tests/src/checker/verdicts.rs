//! Tallies, counted again by hand from the checklist and all verdicts so far.

use std::collections::BTreeMap;

use haetae_proto::{
    common::v1::{Tally, VerdictResult},
    event::v1::{SelectedCheckpoint, event::Event},
};

use super::{
    history::{History, Life, LogEntry},
    problem::{Findings, Rule},
};

pub(super) fn check(history: &History, findings: &mut Findings) {
    for (id, life) in history.lives() {
        let mut sheet = Sheet::default();
        for entry in &life.diagnosis {
            sheet.take(entry);
            let again = sheet.tally();
            for stored in entry.events().filter_map(|(_, event)| event.tally()) {
                findings.when(stored != again.as_ref() || again.is_none(), Rule::Tally, || {
                    format!("the tally of {id} at {} is {stored:?}, and comes out as {again:?}", entry.sequence)
                });
            }
        }
    }
}

/// The tally in the end; none without a checklist.
pub(super) fn tally(life: &Life<'_>) -> Option<Tally> {
    let mut sheet = Sheet::default();
    life.diagnosis.iter().for_each(|entry| sheet.take(entry));
    sheet.tally()
}

/// A checklist and the verdicts that hold on it.
#[derive(Default)]
struct Sheet<'a> {
    lines: Option<&'a [SelectedCheckpoint]>,
    latest: BTreeMap<&'a str, i32>,
}

impl<'a> Sheet<'a> {
    fn take(&mut self, entry: &'a LogEntry) {
        for (_, event) in entry.events() {
            if let Event::DiagnosisGenerated(e) = event {
                self.lines = Some(&e.checkpoints);
            } else if let Event::ChecklistRevised(e) = event {
                self.lines = Some(&e.checkpoints);
            } else if let Event::VerdictsRecorded(e) = event {
                self.latest.extend(e.verdicts.iter().map(|verdict| (verdict.checkpoint.as_str(), verdict.result)));
            } else if let Event::DiagnosisReopened(e) = event {
                self.latest.retain(|key, _| !e.checkpoints.iter().any(|again| again == key));
            } else if let Event::FindingRetracted(e) = event {
                self.latest.remove(e.checkpoint.as_str());
            }
        }
    }

    fn tally(&self) -> Option<Tally> {
        let mut tally = Tally::default();
        for line in self.lines? {
            tally.total += 1;
            tally.mandatory += u32::from(line.mandatory);
            let key = format!("{}:{}:{}", line.catalog_id, line.control_id, line.check_id);
            match self.latest.get(key.as_str()).map(|result| VerdictResult::try_from(*result)) {
                Some(Ok(VerdictResult::Pass)) => tally.pass += 1,
                Some(Ok(VerdictResult::Fail)) => tally.fail += 1,
                Some(Ok(VerdictResult::Partial)) => tally.partial += 1,
                Some(Ok(VerdictResult::NotApplicable)) => tally.not_applicable += 1,
                Some(Ok(VerdictResult::Unspecified) | Err(_)) => {}
                None => tally.mandatory_open += u32::from(line.mandatory),
            }
        }
        Some(tally)
    }
}
