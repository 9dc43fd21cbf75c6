//! Verdicts to record.

use haetae_document::{Checked, Fault, Faults, Tree, Written};
use haetae_proto::{
    checkpoint::v1::VerdictInput,
    common::v1::{CheckMethod, VerdictResult},
};
use serde::Deserialize;

use super::word::Given;
use crate::words;

/// Verdicts to record together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictsFile {
    /// Each for another checkpoint.
    pub verdicts: Vec<VerdictLine>,
}

/// One verdict.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictLine {
    checkpoint: String,
    result: Given<VerdictResult>,
    method: Given<CheckMethod>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    evidence: Vec<String>,
    #[serde(default)]
    evidence_ids: Vec<String>,
    #[serde(default)]
    compensating_control: String,
}

impl Checked for VerdictsFile {
    fn check(tree: &Tree, faults: &mut Faults) {
        let optional = ["reason", "evidence", "evidence_ids", "compensating_control"];
        faults.fields(tree, (&["verdicts"], &[]), |faults, _, verdicts| {
            faults.list(verdicts, |faults, verdict| {
                let required = ["checkpoint", "result", "method"];
                faults.fields(verdict, (&required, &optional), |faults, name, value| match name {
                    "result" => faults.word::<VerdictResult>(value),
                    "method" => faults.word::<CheckMethod>(value),
                    "evidence" | "evidence_ids" => faults.list(value, Faults::text),
                    _ => faults.text(value),
                });
            });
        });
    }
}

impl VerdictsFile {
    /// The verdicts of a text in which something is wrong, with nothing where a value cannot be read: for what else is
    /// wrong with them.
    fn loose(tree: &Tree) -> Vec<VerdictInput> {
        let verdicts = tree.field("verdicts").map_or(&[][..], Tree::items);
        verdicts.iter().map(loose).collect()
    }
}

/// Returns the verdicts in a file and its parse faults. An unreadable value is left empty, so that all other faults can
/// be found too.
///
/// # Errors
/// The faults of a text without any verdicts.
pub(crate) fn verdicts(file: &Written) -> Result<(Vec<VerdictInput>, Vec<Fault>), Vec<Fault>> {
    let faults = match file.read_whole::<VerdictsFile>() {
        Ok(file) => return Ok((file.verdicts.iter().map(VerdictLine::input).collect(), Vec::new())),
        Err(faults) => faults,
    };
    let read = file.tree().map(|tree| VerdictsFile::loose(&tree)).unwrap_or_default();
    if read.is_empty() { Err(faults) } else { Ok((read, faults)) }
}

fn loose(verdict: &Tree) -> VerdictInput {
    let text = |name| verdict.field(name).and_then(Tree::as_text).unwrap_or_default();
    let texts = |name| {
        let items = verdict.field(name).map_or(&[][..], Tree::items).iter();
        items.map(|item| item.as_text().unwrap_or_default().to_owned()).collect::<Vec<String>>()
    };
    VerdictInput {
        checkpoint: text("checkpoint").to_owned(),
        result: words::read::<VerdictResult>(text("result")).map_or(0, Into::into),
        method: words::read::<CheckMethod>(text("method")).map_or(0, Into::into),
        reason: text("reason").to_owned(),
        evidence: texts("evidence"),
        evidence_ids: texts("evidence_ids").iter().map(|id| words::numbered('E', id)).collect(),
        compensating_control: text("compensating_control").to_owned(),
    }
}

impl VerdictLine {
    /// The verdict as the call accepts it.
    #[must_use]
    pub fn input(&self) -> VerdictInput {
        VerdictInput {
            checkpoint: self.checkpoint.clone(),
            result: self.result.number(),
            method: self.method.number(),
            reason: self.reason.clone(),
            evidence: self.evidence.clone(),
            evidence_ids: self.evidence_ids.iter().map(|id| words::numbered('E', id)).collect(),
            compensating_control: self.compensating_control.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        files::{Format, parse_whole},
        words::Lang,
    };

    /// Words may be decomposed, as a Mac writes them, and files of evidence may be named by their numbers alone.
    #[test]
    fn words_and_numbers_are_read_however_they_are_written() {
        let text = "verdicts:\n  - {checkpoint: 'a:b:1', result: \u{110b}\u{1163}\u{11bc}\u{1112}\u{1169}, \
                    method: ｔｅｓｔ, evidence_ids: ['1', e-2, E-03]}\n";
        let file = parse_whole::<VerdictsFile>(text, Format::Yaml).unwrap();
        let input = file.verdicts[0].input();
        assert_eq!((input.result, input.method), (VerdictResult::Pass.into(), CheckMethod::Test.into()));
        assert_eq!(input.evidence_ids, ["E-1", "E-2", "E-3"]);
    }

    /// Files (D4): four faulty verdicts are reported in one run.
    #[test]
    fn every_wrong_verdict_is_told() {
        let text = "verdicts:
  - {checkpoint: 'a:b:1', result: fial, method: test}
  - {checkpoint: 'a:b:2', result: pass, method: tset}
  - {result: pass, method: test}
  - {checkpoint: 'a:b:4', result: pass, methd: test, evidence: 'E-1'}
";
        let faults = parse_whole::<VerdictsFile>(text, Format::Yaml).unwrap_err();
        let told: Vec<_> = faults.iter().map(|fault| fault.say(Lang::En)).collect();
        assert_eq!(told.len(), 5, "{told:#?}");
        for (place, part) in [
            ("line 2, verdicts[0].result: ", "did you mean `fail`?"),
            ("line 3, verdicts[1].method: ", "did you mean `test`?"),
            ("line 4, verdicts[2]: ", "missing field `checkpoint`"),
            ("line 5, verdicts[3].methd: ", "did you mean `method`?"),
            ("line 5, verdicts[3].evidence: ", "must be a list"),
        ] {
            assert!(told.iter().any(|told| told.starts_with(place) && told.contains(part)), "{place} {told:#?}");
        }
    }
}
