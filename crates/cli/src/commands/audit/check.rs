//! `haetae audit verify` and `check`: nothing but files and the public key.

use haetae_domain::text::{Text, counted};
use std::path::{Path, PathBuf};

use haetae_audit::{Fork, ForksError, Outcome, Proved, Report, check_proof, read_forks, split_notes, verify};
use haetae_proof::PublicKey;
use serde_json::json;

use super::files::{open, public_key, read, unfit, unusable};
use crate::{
    failure::{Done, Failure},
    output::{self, Output},
    views,
    views::Look,
    words::{Lang, Said},
};

/// Check an export offline: the tree, every head given, versions, decisions, separation of duties
///
/// Ends with 0 only if every commit is under one of the heads and nothing is wrong, with 9 if something was altered, and
/// with 10 if nothing is wrong as far as the heads reach, and commits lie beyond them.
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// The log, as export writes it
    #[arg(long, value_name = "FILE")]
    export: PathBuf,
    /// The signed heads, including ones that you kept earlier
    #[arg(long, value_name = "FILE")]
    heads: PathBuf,
    /// The public key; take it from a source you trust, and compare its fingerprint
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The file forks of an operator's export: shows what became of each commit of a log that had diverged from the archive
    #[arg(long, value_name = "FILE")]
    forks: Option<PathBuf>,
    /// Exit with 0 even if commits lie beyond the largest head, which are not proved; does not apply if no commit is covered
    #[arg(long)]
    allow_uncovered: bool,
    /// Show every finding: also those that may follow from an earlier one, which are counted otherwise
    #[arg(long)]
    all: bool,
}

impl Verify {
    pub(super) fn run(&self, output: Output, look: &Look) -> Done {
        let key = public_key(&self.key)?;
        let notes = split_notes(&read(&self.heads)?);
        // Without a signature line it is not a head: a wrong file was given.
        if !notes.iter().any(|note| note.lines().any(|line| line.starts_with('—'))) {
            let file = self.heads.display();
            return Err(Failure::Usage(Said {
                ko: format!(
                    "{file}: 서명된 헤드가 없어 검증할 수 없습니다. haetae audit heads --all --raw로 저장한 파일을 지정하십시오."
                ),
                en: format!(
                    "{file}: no signed head in it; without one nothing can be told. Give a file that haetae audit heads --all --raw wrote"
                ),
            }));
        }
        let report = verify(open(&self.export)?, &notes, &key).map_err(|error| unusable(&self.export, &error))?;
        let forks = self.forks.as_deref().map(|file| self.read_forks(file)).transpose()?;
        if output.is_structured() {
            let mut value = views::report_value(&report, notes.len(), &key, look.lang);
            if let (Some(forks), Some(fields)) = (&forks, value.as_object_mut()) {
                fields.insert("forks".to_owned(), views::forks_value(forks));
            }
            output.write_value(&value)?;
        } else {
            let mut text = views::report(&report, (notes.len(), &key), self.all, look);
            text.push_str(&forks.as_deref().map(|forks| views::forks(forks, look)).unwrap_or_default());
            output::write(&text)?;
        }
        self.ended(&report, forks.as_deref().unwrap_or_default())
    }

    fn read_forks(&self, file: &Path) -> Result<Vec<Fork>, Failure> {
        read_forks(open(file)?, open(&self.export)?).map_err(|error| match error {
            ForksError::Unread(error) => unusable(file, &error),
            ForksError::NoFork { line, cause } => unfit(
                file,
                &Said {
                    ko: format!("{line}행이 분기 기록이 아닙니다({cause}). haetae-dashboard audit export로 만든 forks 파일을 지정하십시오."),
                    en: format!("line {line} is no commit of a fork: {cause}; give the file forks that haetae-dashboard audit export wrote"),
                },
            ),
        })
    }

    fn ended(&self, report: &Report, forks: &[Fork]) -> Done {
        let lost = forks.iter().flat_map(|fork| &fork.commits).filter(|commit| commit.became.is_wrong()).count();
        if report.outcome() != Outcome::Altered && lost > 0 {
            return Err(Failure::Altered(Said {
                ko: format!("분기된 로그의 커밋 {lost}건이 기록된 순번에 없거나 처리 결과가 없습니다."),
                en: format!("{} of a fork not accounted for", counted(lost as u64, "commit")),
            }));
        }
        match report.outcome() {
            Outcome::Proved => Ok(()),
            Outcome::NotCovered if report.covered == 0 => Err(Failure::NotCovered(nothing_covered(report.commits))),
            Outcome::NotCovered if self.allow_uncovered => Ok(()),
            Outcome::NotCovered => {
                let (beyond, covered) = (report.commits - report.covered, report.covered);
                Err(Failure::NotCovered(Said {
                    ko: format!(
                        "헤드가 보증하는 커밋은 {covered}건까지이며, 그 뒤의 {beyond}건은 검증되지 않았습니다. 더 최근의 헤드를 주거나, 그대로 받아들이려면 --allow-uncovered를 지정하십시오."
                    ),
                    en: format!(
                        "the heads cover {}; {beyond} after that not covered. Give a later head, or --allow-uncovered to accept that",
                        counted(covered, "commit")
                    ),
                }))
            }
            Outcome::Altered => Err(Failure::Altered(Said {
                ko: format!("이상이 {}건 발견되었습니다.", report.total),
                en: format!("{} in the export", counted(report.total, "finding")),
            })),
        }
    }
}

/// The fault when no commit is covered: accepting that would prove nothing.
fn nothing_covered(commits: u64) -> Said {
    if commits == 0 {
        return Said {
            ko: "내보낸 로그에 커밋이 없어 검증할 것이 없습니다.".to_owned(),
            en: "the export holds no commits: nothing can be proved".to_owned(),
        };
    }
    Said {
        ko: format!(
            "헤드가 보증하는 커밋이 없어, 커밋 {commits}건 모두 검증되지 않았습니다. 더 최근의 헤드를 지정하십시오."
        ),
        en: format!("no head covers any of the {commits} commits: nothing is proved. Give a later head"),
    }
}

/// Check proofs of single commits offline, as prove writes them
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// The public key; take it from a source you trust, and compare its fingerprint
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The proofs
    #[arg(required = true, value_name = "PROOF")]
    proofs: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(&self, output: Output, look: &Look) -> Done {
        let key = public_key(&self.key)?;
        let (mut proofs, mut failures) = (Vec::new(), Vec::new());
        for file in &self.proofs {
            match proved(file, &key) {
                Ok(proved) => proofs.push(proved),
                Err(failure) => failures.push(failure),
            }
        }
        if !proofs.is_empty() {
            Self::show(&proofs, &key, output, look)?;
        }
        together(failures).map_or(Ok(()), Err)
    }

    fn show(proved: &[Proved], key: &PublicKey, output: Output, look: &Look) -> Done {
        if output.is_structured() {
            let proved = proved.iter().map(|one| {
                json!({ "subject": one.subject, "sequence": one.sequence, "origin": one.origin, "size": one.size })
            });
            return output.write_value(&json!({ "key": views::key_value(key), "proved": proved.collect::<Vec<_>>() }));
        }
        let lines: String = proved.iter().map(|one| proof_text(one, look)).collect();
        output::write(&(lines + &look.facts([views::fingerprint(key, look)])))
    }
}

/// All that failed as one: a proof that does not hold outweighs a file that cannot be read.
fn together(mut failures: Vec<Failure>) -> Option<Failure> {
    if failures.len() < 2 {
        return failures.pop();
    }
    let all = |lang| failures.iter().flat_map(|failure| failure.lines(lang)).collect::<Vec<_>>().join("\n");
    let said = Said { ko: all(Lang::Ko), en: all(Lang::En) };
    let altered = failures.iter().any(|failure| matches!(failure, Failure::Altered(_)));
    Some(if altered { Failure::Altered(said) } else { Failure::Usage(said) })
}

fn proved(file: &Path, key: &PublicKey) -> Result<Proved, Failure> {
    check_proof(&read(file)?, key).map_err(|error| {
        let (file, Text { ko, en }) = (file.display(), error.text());
        Failure::Altered(Said {
            ko: format!("{file}: 증명이 성립하지 않습니다. {ko}."),
            en: format!("{file}: it proves nothing: {en}"),
        })
    })
}

fn proof_text(proved: &Proved, look: &Look) -> String {
    let Proved { subject, sequence, origin, size } = proved;
    match look.lang {
        crate::words::Lang::Ko => {
            format!("{subject}은(는) {origin}의 커밋 {size}건 중 {sequence}번으로 기록되어 있습니다.\n")
        }
        crate::words::Lang::En => {
            format!("{subject} is sequence {sequence} of {origin}, of {}\n", counted(size, "commit"))
        }
    }
}

#[cfg(test)]
mod tests {
    use haetae_proof::SigningKey;

    use super::*;

    /// Commits beyond the heads can be accepted, but not that no head covers anything; an empty export has none beyond.
    #[test]
    fn verify_returns_not_covered_when_nothing_is() {
        let key = SigningKey::generate("haetae.test/log").expect("a key");
        let empty = verify(std::io::empty(), &[], key.public()).expect("readable");
        let file = PathBuf::new;
        let verify =
            Verify { export: file(), heads: file(), key: file(), forks: None, allow_uncovered: true, all: false };
        let said = |commits, covered| match verify.ended(&Report { commits, covered, ..empty.clone() }, &[]) {
            Ok(()) => None,
            Err(Failure::NotCovered(said)) => Some(said.en),
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(said(156, 155), None);
        assert!(said(156, 0).is_some_and(|said| said.contains("no head covers any")));
        assert!(said(0, 0).is_some_and(|said| said.contains("no commits") && !said.contains("after")));
    }

    /// Every proof is checked, also after one that does not hold: each that does not is named, and the run ends as altered.
    #[test]
    fn every_proof_is_checked() {
        let said = |name: &str| Said { ko: format!("{name} 틀림"), en: format!("{name} is wrong") };
        let both = together(vec![Failure::Usage(said("a")), Failure::Altered(said("b"))]).expect("a failure");
        assert!(matches!(&both, Failure::Altered(said) if said.en == "a is wrong\nb is wrong"), "{both:?}");
        assert!(matches!(together(vec![Failure::Usage(said("a"))]), Some(Failure::Usage(_))));
        assert!(together(Vec::new()).is_none());
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, text).expect("written");
            file
        };
        let key = SigningKey::generate("haetae.test/log").expect("a key");
        let key = file("key", &key.public().to_string());
        let proofs = vec![file("one", "no proof"), file("two", "neither")];
        let failure = Check { key, proofs }.run(Output::Table, &Look::here(Lang::En)).expect_err("no proofs");
        let lines = failure.lines(Lang::En).join("\n");
        assert!(lines.contains("one: ") && lines.contains("two: "), "{lines}");
    }

    /// A table written for the terminal is not a key: the error names the option that writes one.
    #[test]
    fn a_key_that_is_none_returns_how_to_write_one() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let Err(Failure::Usage(said)) = public_key(&file) else { panic!("a key") };
        assert!([said.ko, said.en].iter().all(|said| said.contains("audit pubkey --raw")));
    }
}
