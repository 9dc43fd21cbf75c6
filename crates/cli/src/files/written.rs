//! A file whose text is kept, so that what a service says about a value is told at its line.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::{
    check::Checked,
    fault::Fault,
    format::{Format, format},
    parse::{line_of, parse_whole},
    step::Step,
    text::text,
};
use crate::words::Said;

/// A file as it was read.
#[derive(Debug)]
pub(crate) struct Written {
    file: PathBuf,
    text: String,
    format: Format,
}

impl Written {
    /// Reads a file; `-` is standard input.
    ///
    /// # Errors
    /// When it cannot be read, or its format is not known.
    pub(crate) fn open(file: &Path) -> Result<Self, Fault> {
        Ok(Self { file: file.to_owned(), format: format(file)?, text: text(file)? })
    }

    /// The value in it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(crate) fn read_whole<T: DeserializeOwned + Checked>(&self) -> Result<T, Vec<Fault>> {
        let placed = |faults: Vec<Fault>| faults.into_iter().map(|fault| fault.within(&self.file)).collect();
        parse_whole(&self.text, self.format).map_err(placed)
    }

    /// What is wrong with a field, named as the contract does: `verdicts[3].reason`. A field that is left out has
    /// no line.
    pub(crate) fn fault(&self, field: &str, told: Said) -> Fault {
        let path = steps(field);
        let line = line_of(&self.text, self.format, &path).unwrap_or(0);
        Fault::line_at(line, Some(field), told).within(&self.file)
    }
}

fn steps(field: &str) -> Vec<Step> {
    let parts = field.split(['.', '[']).filter(|part| !part.is_empty());
    let step = |part: &str| match part.strip_suffix(']').and_then(|index| index.parse().ok()) {
        Some(index) => Step::Index(index),
        None => Step::Key(part.to_owned()),
    };
    parts.map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    /// Files (D4): what a service says about a field is told with file, line and path; a field that was left out has no
    /// line.
    #[test]
    fn what_a_service_says_has_its_line() {
        let text =
            "[[verdicts]]\ncheckpoint = \"a:b:1\"\n\n[[verdicts]]\ncheckpoint = \"a:b:2\"\nevidence_ids = [\"E-9\"]\n";
        let written = Written { file: "v.toml".into(), text: text.into(), format: Format::Toml };
        for (field, line) in [("verdicts[1].checkpoint", 5), ("verdicts[1].evidence_ids[0]", 6)] {
            let told = written.fault(field, Said { ko: "값".into(), en: "is wrong".into() }).say(Lang::En);
            assert_eq!(told, format!("v.toml, line {line}, {field}: is wrong"));
        }
    }
}
