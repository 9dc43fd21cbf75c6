//! Compares a filled-in table with the current checklist: which results to record, and which were judged meanwhile.

use haetae_proto::{
    checkpoint::v1::{Checkpoint, Verdict, VerdictInput},
    common::v1::CheckMethod,
};

use crate::{
    column::Column,
    fault::Fault,
    filled::{At, Filled},
    rows::mark,
    words::Said,
};

/// A result to record.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The position of the filled-in value.
    pub at: At,
    /// The result to record.
    pub input: VerdictInput,
    /// The current result.
    pub was: Option<Verdict>,
}

/// The outcome of a merge.
#[derive(Debug, Default)]
pub struct Merged {
    /// The results to record, in the order of the table.
    pub rows: Vec<Row>,
    /// Filled-in checkpoints that were judged meanwhile, by anyone.
    pub conflicts: Vec<Row>,
    /// Unchanged checkpoints that were judged meanwhile.
    pub moved: Vec<String>,
    /// The faults.
    pub faults: Vec<Fault>,
}

impl Merged {
    /// Removes conflicts with the caller's own results, which the caller may replace. Returns their checkpoints.
    pub fn take_over(&mut self, caller: Option<&str>) -> Vec<String> {
        let by = |row: &Row| Some(row.was.as_ref()?.judged_by.as_ref()?.subject.clone());
        let is_own = |row: &Row| caller.is_some() && by(row).as_deref() == caller;
        let (own, others): (Vec<Row>, Vec<Row>) = std::mem::take(&mut self.conflicts).into_iter().partition(is_own);
        self.conflicts = others;
        let keys = own.iter().map(|row| row.input.checkpoint.clone()).collect();
        self.rows.extend(own);
        keys
    }
}

/// Compares the filled-in values with the current checklist.
#[must_use]
pub fn merge(filled: Vec<Filled>, checkpoints: &[Checkpoint]) -> Merged {
    let mut merged = Merged::default();
    for Filled { at, mut input, base } in filled {
        let Some(checkpoint) = find(checkpoints, &input.checkpoint) else {
            merged.faults.push(at.fault(Some(Column::Checkpoint), absent(&input.checkpoint)));
            continue;
        };
        let now = checkpoint.verdict.as_ref();
        let base = base.unwrap_or_else(|| mark(now));
        let moved = base != mark(now);
        if input.result == 0 {
            // Empty when the file was written and still empty: nothing was filled in.
            if base == mark(None) {
                merged.moved.extend(moved.then(|| input.checkpoint.clone()));
            } else {
                merged.faults.push(at.fault(Some(Column::Result), taken_away()));
            }
            continue;
        }
        if input.method == CheckMethod::Unspecified as i32 {
            input.method = now.map_or(checkpoint.method, |verdict| verdict.method);
        }
        let given = mark(Some(&as_verdict(&input)));
        if given == base {
            merged.moved.extend(moved.then(|| input.checkpoint.clone()));
        } else if given != mark(now) {
            let row = Row { at, input, was: now.cloned() };
            if moved { merged.conflicts.push(row) } else { merged.rows.push(row) }
        }
    }
    merged
}

/// The checkpoint of a key.
fn find<'a>(checkpoints: &'a [Checkpoint], key: &str) -> Option<&'a Checkpoint> {
    checkpoints.iter().find(|one| one.checkpoint == key)
}

fn as_verdict(input: &VerdictInput) -> Verdict {
    Verdict {
        result: input.result,
        method: input.method,
        reason: input.reason.clone(),
        compensating_control: input.compensating_control.clone(),
        evidence: input.evidence.clone(),
        evidence_ids: input.evidence_ids.clone(),
        ..Default::default()
    }
}

fn absent(key: &str) -> Said {
    Said {
        ko: format!("이 검토의 점검표에 없는 항목입니다: `{key}`"),
        en: format!("is not on this checklist: `{key}`"),
    }
}

fn taken_away() -> Said {
    Said {
        ko: "기록된 점검 결과는 지울 수 없습니다. 잘못 기록한 취약은 오판정으로 취소합니다.".to_owned(),
        en: "a result cannot be taken away here; a mistaken Fail is retracted instead".to_owned(),
    }
}
