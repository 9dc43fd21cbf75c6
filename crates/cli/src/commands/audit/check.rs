//! `haetae audit verify` and `check`: nothing but files and the public key.

use std::path::PathBuf;

use haetae_audit::{Proved, check_proof, split_notes, verify};

use super::{
    Done,
    files::{open, public_key, read, unfit},
};
use crate::{failure::Failure, output, views, views::Look, words::Said};

/// Check an export offline: the tree, every head given, versions, decisions, separation of duties
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// The log, as export writes it
    #[arg(long, value_name = "FILE")]
    export: PathBuf,
    /// Signed heads, also ones kept from earlier
    #[arg(long, value_name = "FILE")]
    heads: PathBuf,
    /// The public key; take it from where you trust it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

impl Verify {
    pub(super) fn run(&self, look: &Look) -> Done {
        let key = public_key(&self.key)?;
        let notes = split_notes(&read(&self.heads)?);
        if notes.is_empty() {
            return Err(Failure::Usage(Said {
                ko: format!("{}: 서명된 헤드가 없어 검증할 수 없습니다.", self.heads.display()),
                en: format!("{}: no signed head in it; without one nothing can be told", self.heads.display()),
            }));
        }
        let report = verify(open(&self.export)?, &notes, &key).map_err(|error| unfit(&self.export, error))?;
        output::write(&views::report(&report, notes.len(), look))?;
        match report.total {
            0 => Ok(()),
            total => Err(Failure::Broken(Said {
                ko: format!("이상이 {total}건 발견되었습니다."),
                en: format!("{total} findings"),
            })),
        }
    }
}

/// Check proofs of single commits offline, as prove writes them
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// The public key; take it from where you trust it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The proofs
    #[arg(required = true, value_name = "PROOF")]
    proofs: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(&self, look: &Look) -> Done {
        let key = public_key(&self.key)?;
        for file in &self.proofs {
            let proved = check_proof(&read(file)?, &key).map_err(|error| {
                let file = file.display();
                Failure::Broken(Said {
                    ko: format!("{file}: 증명이 성립하지 않습니다({error})."),
                    en: format!("{file}: it proves nothing: {error}"),
                })
            })?;
            output::write(&told(&proved, look))?;
        }
        Ok(())
    }
}

fn told(proved: &Proved, look: &Look) -> String {
    let Proved { subject, sequence, origin, size } = proved;
    match look.lang {
        crate::words::Lang::Ko => {
            format!("{subject}은(는) {origin}의 커밋 {size}건 중 {sequence}번으로 기록되어 있습니다.\n")
        }
        crate::words::Lang::En => format!("{subject} is sequence {sequence} of {origin}, of {size} commits\n"),
    }
}
