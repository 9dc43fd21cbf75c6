//! From a file to a value.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::{check::Checked, fault::Fault, format::format, parse::parse, text::text, written::Written};
use crate::{failure::Failure, words::Said};

/// Reads a file of this kind; `-` is standard input.
///
/// # Errors
/// When it cannot be read, its format is not known, or it is not of this kind.
pub fn read<T: DeserializeOwned>(file: &Path) -> Result<T, Fault> {
    parse(&text(file)?, format(file)?).map_err(|fault| fault.within(file))
}

/// Reads a file of this kind; `-` is standard input. Names everything that is wrong with it at once.
///
/// # Errors
/// When it cannot be read, its format is not known, or it is not of this kind.
pub fn read_whole<T: DeserializeOwned + Checked>(file: &Path) -> Result<T, Vec<Fault>> {
    Written::open(file).map_err(|fault| vec![fault])?.read_whole()
}

/// A policy or catalogue as it was written, and as services take it: JSON, whatever format the file has.
#[derive(Debug)]
pub(crate) struct Document {
    written: Written,
    json: serde_json::Value,
}

impl Document {
    /// Reads a file.
    ///
    /// # Errors
    /// As [`read`].
    pub(crate) fn read(file: &Path) -> Result<Self, Fault> {
        let written = Written::open(file)?;
        let json = written.value()?;
        Ok(Self { written, json })
    }

    /// As services take it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.json.to_string().into_bytes()
    }

    /// A text in it, by the name of its field.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.json.get(field)?.as_str()
    }

    /// What a service found wrong with it, each with its line; the field of the request that holds the document is no part
    /// of the file. Any other failure comes back as it is.
    pub(crate) fn refused(&self, failure: Failure) -> Failure {
        let Failure::Refused(refusal) = &failure else { return failure };
        let faults = refusal.fields().into_iter().map(|(field, told)| {
            let inside = field.strip_prefix("document").map(|inside| inside.trim_start_matches('.'))?;
            // The service has said it in the caller's language.
            Some(self.written.nearby(inside, Said { ko: told.clone(), en: told }))
        });
        match faults.collect::<Option<Vec<Fault>>>() {
            Some(mut faults) if !faults.is_empty() => {
                faults.sort_by_key(Fault::line);
                faults.into()
            }
            Some(_) | None => failure,
        }
    }
}
