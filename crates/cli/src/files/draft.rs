//! Results that are filled in in an editor: like a file of verdicts, but that a result may be left empty.

use haetae_document::{Checked, Fault, Faults, Format, Step, Tree, line_of, parse_whole, tree};
use haetae_proto::{
    checkpoint::v1::VerdictInput,
    common::v1::{CheckMethod, VerdictResult},
};
use serde::Deserialize;

use crate::words::{self, Vocabulary};

/// Fields of a result.
const FIELDS: [&str; 8] =
    ["checkpoint", "base", "result", "method", "reason", "compensating_control", "evidence", "evidence_ids"];

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DraftFile {
    #[serde(default)]
    verdicts: Vec<DraftLine>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DraftLine {
    checkpoint: String,
    #[serde(default)]
    base: Option<String>,
    #[serde(default)]
    result: String,
    #[serde(default)]
    method: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    compensating_control: String,
    #[serde(default)]
    evidence: Vec<String>,
    #[serde(default)]
    evidence_ids: Vec<String>,
}

impl Checked for DraftFile {
    fn check(tree: &Tree, faults: &mut Faults) {
        faults.fields(tree, (&[], &["verdicts"]), |faults, _, verdicts| {
            faults.list(verdicts, |faults, verdict| {
                let (required, optional) = FIELDS.split_at(1);
                faults.fields(verdict, (required, optional), |faults, name, value| match name {
                    "result" => faults.word_or_nothing::<VerdictResult>(value),
                    "method" => faults.word_or_nothing::<CheckMethod>(value),
                    "evidence" | "evidence_ids" => faults.list(value, Faults::text),
                    _ => faults.text(value),
                });
            });
        });
    }
}

/// The values filled in for a checkpoint.
#[derive(Debug)]
pub(crate) struct Drafted {
    /// The line that names the checkpoint, from 1.
    pub(crate) line: usize,
    /// The result with its details.
    pub(crate) input: VerdictInput,
    /// The mark of another reviewer's result that it is to replace.
    pub(crate) base: Option<String>,
}

/// Reads the filled-in values, each with its line. Reports all faults at once.
///
/// # Errors
/// The faults, each with its line.
pub(crate) fn draft(text: &str) -> Result<Vec<Drafted>, Vec<Fault>> {
    let file: DraftFile = parse_whole(text, Format::Toml)?;
    let mut faults = Faults::default();
    // Texts that are not words still need a check, which is made here.
    if let Ok(tree) = tree(text, Format::Toml) {
        DraftFile::check(&tree, &mut faults);
    }
    let placed = |(path, told): (Vec<Step>, _)| Fault::placed(&path, line_of(text, Format::Toml, &path), told);
    let faults: Vec<Fault> = faults.into_found().into_iter().map(placed).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let line = |index: usize| {
        let path = [Step::Key("verdicts".to_owned()), Step::Index(index), Step::Key("checkpoint".to_owned())];
        line_of(text, Format::Toml, &path).unwrap_or(0)
    };
    let drafted = |(index, one): (usize, DraftLine)| {
        let base = one.base.clone();
        Drafted { line: line(index), input: one.input(), base }
    };
    Ok((0..).zip(file.verdicts).map(drafted).collect())
}

impl DraftLine {
    fn input(self) -> VerdictInput {
        VerdictInput {
            checkpoint: self.checkpoint,
            result: number::<VerdictResult>(&self.result),
            method: number::<CheckMethod>(&self.method),
            reason: self.reason.trim().to_owned(),
            compensating_control: self.compensating_control.trim().to_owned(),
            evidence: self.evidence,
            evidence_ids: self.evidence_ids.iter().map(|id| words::numbered('E', id)).collect(),
        }
    }
}

/// A word that was checked; 0 for none.
fn number<E: Vocabulary>(text: &str) -> i32 {
    words::read::<E>(text.trim()).map_or(0, Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    /// All faulty lines of a draft are reported at once, and results may be empty.
    #[test]
    fn every_wrong_line_of_a_draft_is_told() {
        let text = "[[verdicts]]\ncheckpoint = \"a:b:1\"\nresult = \"\"\nmethod = \"test\"\n\n\
                    [[verdicts]]\ncheckpoint = \"a:b:2\"\nresult = \"취약\"\nreason = \"열려 있음\"\n";
        let read = draft(text).unwrap();
        assert_eq!(
            read.iter().map(|one| (one.line, one.input.result)).collect::<Vec<_>>(),
            [(2, 0), (7, VerdictResult::Fail as i32)]
        );
        let wrong = text.replace("취약", "fial").replace("\"test\"", "\"tset\"").replace("reason", "reson");
        let told: Vec<_> = draft(&wrong).unwrap_err().iter().map(|fault| fault.say(Lang::En)).collect();
        assert_eq!(told.len(), 3, "{told:#?}");
        assert!(
            told.iter().any(|one| one.starts_with("line 8, ") && one.contains("did you mean `fail`?")),
            "{told:#?}"
        );
        assert!(draft("").unwrap().is_empty());
    }
}
