//! Reads a file into a value.

use std::path::Path;

use haetae_document::{Checked, Document, Fault, Format, Written, parse};
use serde::de::DeserializeOwned;

use super::text::text;
use crate::failure::Failure;

/// Reads a file of this kind; `-` is standard input.
///
/// # Errors
/// Faults if the file cannot be read, its format is unknown, or it does not fit the type.
pub fn read<T: DeserializeOwned>(file: &Path) -> Result<T, Fault> {
    parse(&text(file)?, Format::named(file)?).map_err(|fault| fault.within(file))
}

/// Reads a file of this kind; `-` is standard input. Names everything that is wrong with it at once.
///
/// # Errors
/// Faults if the file cannot be read, its format is unknown, or it does not fit the type.
pub fn read_whole<T: DeserializeOwned + Checked>(file: &Path) -> Result<T, Vec<Fault>> {
    open(file).map_err(|fault| vec![fault])?.read_whole()
}

/// The text of a file; `-` is standard input.
///
/// # Errors
/// A fault if the file cannot be read or its format is unknown.
pub(crate) fn open(file: &Path) -> Result<Written, Fault> {
    // A file that is not there has no format that matters.
    let text = text(file)?;
    Ok(Written::of(file, text, Format::named(file)?))
}

/// The policy or catalogue in a file.
///
/// # Errors
/// The same as for [`read`].
pub(crate) fn document(file: &Path) -> Result<Document, Fault> {
    Document::read(open(file)?)
}

/// Returns a service's faults about a document, each with its line. Any other failure is returned unchanged.
pub(crate) fn refused(document: &Document, failure: Failure) -> Failure {
    let Failure::Refused(refusal) = &failure else { return failure };
    document.faults(&refusal.fields()).map_or(failure, Into::into)
}
