//! Reads text files in the encodings and line endings that editors, mail and shells produce.

use std::{
    fs,
    io::{self, Error, ErrorKind, Read},
    path::Path,
};

use haetae_domain::encoded;

/// The text of a file without a byte order mark, and with `\n` line endings, whichever editor saved it.
///
/// # Errors
/// When the file cannot be read or is not text.
pub fn read_text(file: &Path) -> io::Result<String> {
    decoded(fs::read(file)?)
}

/// The text of a source such as standard input, in the same way as [`read_text`].
///
/// # Errors
/// When the source cannot be read or is not text.
pub fn read_text_from(mut source: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    decoded(bytes)
}

/// The text of bytes; see [`encoded::text_of`].
fn decoded(bytes: Vec<u8>) -> io::Result<String> {
    encoded::text_of(bytes).map_err(|cause| Error::new(ErrorKind::InvalidData, cause))
}
