//! From a file to a value.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::{check::Checked, fault::Fault, format::format, parse::parse, text::text, written::Written};

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

/// A policy or catalogue as services take it, JSON, whatever format the file has.
///
/// # Errors
/// As [`read`].
pub fn document(file: &Path) -> Result<Vec<u8>, Fault> {
    let document: serde_json::Value = read(file)?;
    Ok(document.to_string().into_bytes())
}
