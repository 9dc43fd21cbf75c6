//! Elements of the XML of office documents that fetch or bring in something when the document is opened, searched for in
//! the whole part.

use super::fault::Why;

/// Bytes of the longest name with its prefix.
const LONGEST: usize = 64;

/// The end of the previous block, in case an element begins in it.
#[derive(Debug, Default)]
pub(super) struct Words(Vec<u8>);

impl Words {
    pub(super) fn see(&mut self, block: &[u8]) -> Result<(), Why> {
        // In UTF-16 every other byte of a name is zero.
        let mut text = std::mem::take(&mut self.0);
        text.extend(block.iter().filter(|byte| **byte != 0).map(u8::to_ascii_lowercase));
        let found = (0..text.len()).filter(|at| text[*at] == b'<').find_map(|at| element(&text[at + 1..]));
        self.0 = text.split_off(text.len().saturating_sub(LONGEST));
        found.map_or(Ok(()), Err)
    }
}

/// The reason to refuse a document with this element, given the bytes behind its `<`, if there is one.
fn element(bytes: &[u8]) -> Option<Why> {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    // Entities may be fetched from elsewhere. Office programs never write a document type.
    if bytes.starts_with(b"!doctype") || bytes.starts_with(b"!entity") {
        return Some(Why::External);
    }
    let end = bytes.iter().position(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte))?;
    let name = &bytes[..end];
    let name = name.iter().rposition(|byte| *byte == b':').map_or(name, |at| &name[at + 1..]);
    match name {
        b"ddelink" | b"olelink" | b"mailmerge" => Some(Why::External),
        b"altchunk" => Some(Why::Foreign),
        b"ocx" => Some(Why::Control),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F10: an element is found wherever it stands and is cut, in both encodings; prose about it is not taken for it.
    #[test]
    fn an_element_is_found_wherever_it_stands() {
        let cases = [
            ("<ddeLink ddeService='cmd'>", Some(Why::External)),
            ("<x:oleLink>", Some(Why::External)),
            ("<w:mailMerge>", Some(Why::External)),
            ("<w:altChunk r:id='a'/>", Some(Why::Foreign)),
            ("<ax:ocx ax:persistence='x'>", Some(Why::Control)),
            ("<!DOCTYPE w>", Some(Why::External)),
            ("<w:t>&lt;ddeLink&gt; altChunk mailMerge</w:t><ddeLinks/><w:mailMergeNot/>", None),
        ];
        for (text, expected) in cases {
            let text = format!("<w:document>{}{text}</w:document>", " ".repeat(9_000));
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for bytes in [text.as_bytes(), &wide] {
                for piece in [1, 7, 4_096] {
                    let mut words = Words::default();
                    let seen = bytes.chunks(piece).find_map(|block| words.see(block).err());
                    assert_eq!(seen, expected, "{piece} {}", text.trim());
                }
            }
        }
    }
}
