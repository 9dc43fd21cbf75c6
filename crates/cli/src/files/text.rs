//! The texts of files.

use std::path::Path;

use haetae_audit::{read_text, read_text_from};
use haetae_document::Fault;

use crate::words::{Said, os};

/// The text of a file, the same whichever editor saved it; `-` is standard input.
///
/// # Errors
/// A fault if the file cannot be read.
pub fn text(file: &Path) -> Result<String, Fault> {
    let read = if file == Path::new("-") { read_text_from(std::io::stdin()) } else { read_text(file) };
    read.map_err(|error| unreadable(&error).within(file))
}

/// The text for an unreadable file, with the cause.
pub(crate) fn unreadable(error: &std::io::Error) -> Fault {
    let Said { ko, en } = os(error);
    Fault::whole(Said { ko: format!("읽을 수 없습니다: {ko}"), en: format!("cannot be read: {en}") })
}
