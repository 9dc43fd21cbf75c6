//! Reads text files in the encodings and line endings that editors, mail and shells produce.

use std::{
    fs,
    io::{self, Error, ErrorKind, Read},
    path::Path,
};

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF16_LITTLE: &[u8] = b"\xff\xfe";
const UTF16_BIG: &[u8] = b"\xfe\xff";

/// The text of a file without a byte order mark, and with `\n` line endings, whichever editor saved it.
///
/// # Errors
/// When the file cannot be read or is not text.
pub fn read_text(file: &Path) -> io::Result<String> {
    text_of(fs::read(file)?)
}

/// The text of a source such as standard input, in the same way as [`read_text`].
///
/// # Errors
/// When the source cannot be read or is not text.
pub fn read_text_from(mut source: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    text_of(bytes)
}

/// The text without a byte order mark, and with `\n` line endings. UTF-16 is supported if a mark announces it, as
/// PowerShell and spreadsheets write it.
///
/// # Errors
/// When the bytes are not text.
pub fn text_of(bytes: Vec<u8>) -> io::Result<String> {
    let no_text = |cause: &str| Error::new(ErrorKind::InvalidData, cause.to_owned());
    let text = if let Some(units) = bytes.strip_prefix(UTF16_LITTLE) {
        utf16(units, u16::from_le_bytes).ok_or_else(|| no_text("not valid UTF-16"))?
    } else if let Some(units) = bytes.strip_prefix(UTF16_BIG) {
        utf16(units, u16::from_be_bytes).ok_or_else(|| no_text("not valid UTF-16"))?
    } else {
        let marked = bytes.starts_with(UTF8_MARK);
        let mut text = String::from_utf8(bytes).map_err(|_| no_text("not valid UTF-8"))?;
        if marked {
            text.drain(..UTF8_MARK.len());
        }
        text
    };
    Ok(if text.contains('\r') { text.replace("\r\n", "\n") } else { text })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    rest.is_empty().then(|| String::from_utf16(&units).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// B7: a text file says the same whatever its byte order mark, encoding and line ends.
    #[test]
    fn a_text_is_the_same_however_it_was_saved() {
        let text = "첫 줄\nsecond\n";
        let mailed = text.replace('\n', "\r\n");
        let little: Vec<u8> = mailed.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = mailed.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            mailed.clone().into_bytes(),
            [UTF8_MARK, mailed.as_bytes()].concat(),
            [UTF16_LITTLE, &little].concat(),
            [UTF16_BIG, &big].concat(),
        ] {
            assert_eq!(text_of(bytes.clone()).unwrap(), text, "{bytes:?}");
        }
        for no_text in [&b"\xff\xfe\x00"[..], b"\xff\x00\x01", b"\xff\xfe\x00\xd8"] {
            assert!(text_of(no_text.to_vec()).is_err(), "{no_text:?}");
        }
    }
}
