//! From a file to a value.

use std::path::Path;

use haetae_document::{Checked, Document, Fault, Format, Written, parse};
use serde::de::DeserializeOwned;

use super::text::text;
use crate::failure::Failure;

/// Reads a file of this kind; `-` is standard input.
///
/// # Errors
/// When it cannot be read, its format is not known, or it is not of this kind.
pub fn read<T: DeserializeOwned>(file: &Path) -> Result<T, Fault> {
    parse(&text(file)?, Format::named(file)?).map_err(|fault| fault.within(file))
}

/// Reads a file of this kind; `-` is standard input. Names everything that is wrong with it at once.
///
/// # Errors
/// When it cannot be read, its format is not known, or it is not of this kind.
pub fn read_whole<T: DeserializeOwned + Checked>(file: &Path) -> Result<T, Vec<Fault>> {
    open(file).map_err(|fault| vec![fault])?.read_whole()
}

/// The text of a file; `-` is standard input.
///
/// # Errors
/// When it cannot be read, or its format is not known.
pub(crate) fn open(file: &Path) -> Result<Written, Fault> {
    let format = Format::named(file)?;
    Ok(Written::of(file, text(file)?, format))
}

/// The policy or catalogue in a file.
///
/// # Errors
/// As [`read`].
pub(crate) fn document(file: &Path) -> Result<Document, Fault> {
    Document::read(open(file)?)
}

/// What a service found wrong with a document, each with its line. Any other failure comes back as it is.
pub(crate) fn refused(document: &Document, failure: Failure) -> Failure {
    let Failure::Refused(refusal) = &failure else { return failure };
    document.faults(&refusal.fields()).map_or(failure, Into::into)
}
