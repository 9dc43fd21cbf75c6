//! Verdicts: each tally, counted again by hand from the checklist and all verdicts so far.

use std::collections::BTreeMap;

use haetae_proto::{
    common::v1::{Tally, VerdictResult},
    event::v1::DiagnosisGenerated,
};

use super::{
    history::{History, Life},
    problem::{Findings, Rule},
};

pub(super) fn check(history: &History, findings: &mut Findings) {
    for (id, life) in history.lives() {
        for upto in 1..=life.judged.len() {
            let (entry, event) = &life.judged[upto - 1];
            let again = tally(&life, upto);
            findings.when(again != event.tally || again.is_none(), Rule::Tally, || {
                let (at, stored) = (entry.sequence, &event.tally);
                format!("the tally of {id} at {at} is {stored:?}, and comes out as {again:?}")
            });
        }
    }
}

/// The tally after so many recordings of verdicts; none without a checklist.
pub(super) fn tally(life: &Life<'_>, recordings: usize) -> Option<Tally> {
    let (_, checklist) = life.generated.last()?;
    let mut latest = BTreeMap::new();
    for (_, recording) in life.judged.iter().take(recordings) {
        latest.extend(recording.verdicts.iter().map(|verdict| (verdict.checkpoint.clone(), verdict.result)));
    }
    Some(count(checklist, &latest))
}

fn count(checklist: &DiagnosisGenerated, latest: &BTreeMap<String, i32>) -> Tally {
    let mut tally = Tally::default();
    for line in &checklist.checkpoints {
        tally.total += 1;
        tally.mandatory += u32::from(line.mandatory);
        let key = format!("{}:{}:{}", line.catalog_id, line.control_id, line.check_id);
        match latest.get(&key).map(|result| VerdictResult::try_from(*result)) {
            Some(Ok(VerdictResult::Pass)) => tally.pass += 1,
            Some(Ok(VerdictResult::Fail)) => tally.fail += 1,
            Some(Ok(VerdictResult::Partial)) => tally.partial += 1,
            Some(Ok(VerdictResult::NotApplicable)) => tally.not_applicable += 1,
            Some(Ok(VerdictResult::Unspecified) | Err(_)) => {}
            None => tally.mandatory_open += u32::from(line.mandatory),
        }
    }
    tally
}
