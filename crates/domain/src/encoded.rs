//! Texts in the encodings that editors, mail and shells leave them in.

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF16_LITTLE: &[u8] = b"\xff\xfe";
const UTF16_BIG: &[u8] = b"\xfe\xff";

/// The text without a byte order mark, with `\n` as the end of every line. UTF-16 is read where a mark announces it, as
/// PowerShell and spreadsheets write it.
///
/// # Errors
/// Why the bytes are no text.
pub fn text_of(bytes: Vec<u8>) -> Result<String, &'static str> {
    let text = if let Some(units) = bytes.strip_prefix(UTF16_LITTLE) {
        utf16(units, u16::from_le_bytes).ok_or("not valid UTF-16")?
    } else if let Some(units) = bytes.strip_prefix(UTF16_BIG) {
        utf16(units, u16::from_be_bytes).ok_or("not valid UTF-16")?
    } else {
        let marked = bytes.starts_with(UTF8_MARK);
        let mut text = String::from_utf8(bytes).map_err(|_| "not valid UTF-8")?;
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
