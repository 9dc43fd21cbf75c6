//! Whether bytes are of the kind they are said to be, looked at as they come.

use super::kind::{Content, Kind};

/// Most bytes of a character in UTF-8.
const LONGEST: usize = 4;

/// What has been seen of a file.
#[derive(Debug)]
pub(super) struct Look {
    kind: &'static Kind,
    begun: bool,
    /// A character whose end has not come yet.
    rest: Vec<u8>,
}

/// The bytes are not of the kind they are said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contradiction {
    /// They do not begin like it.
    Signature,
    /// They are not text in UTF-8.
    Encoding,
}

impl Look {
    pub(super) const fn new(kind: &'static Kind) -> Self {
        Self { kind, begun: false, rest: Vec::new() }
    }

    /// Looks at the next bytes; the first have to be enough to know the kind by.
    pub(super) fn see(&mut self, block: &[u8]) -> Result<(), Contradiction> {
        let (Content::Signature(begins) | Content::Text(begins)) = self.kind.content;
        if !std::mem::replace(&mut self.begun, true) && !begins(block) {
            return Err(Contradiction::Signature);
        }
        match self.kind.content {
            Content::Signature(_) => Ok(()),
            Content::Text(_) => self.read(block),
        }
    }

    /// No more bytes come.
    pub(super) fn end(&self) -> Result<(), Contradiction> {
        if self.rest.is_empty() { Ok(()) } else { Err(Contradiction::Encoding) }
    }

    fn read(&mut self, mut block: &[u8]) -> Result<(), Contradiction> {
        while !self.rest.is_empty() && !block.is_empty() {
            let (next, later) = block.split_at(1);
            self.rest.extend_from_slice(next);
            block = later;
            match std::str::from_utf8(&self.rest) {
                Ok(_) => self.rest.clear(),
                Err(error) if error.error_len().is_none() && self.rest.len() < LONGEST => {}
                Err(_) => return Err(Contradiction::Encoding),
            }
        }
        let whole = match std::str::from_utf8(block) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() => {
                let (whole, rest) = block.split_at(error.valid_up_to());
                self.rest = rest.to_vec();
                std::str::from_utf8(whole).map_err(|_| Contradiction::Encoding)?
            }
            Err(_) => return Err(Contradiction::Encoding),
        };
        // Escape colours the output of tools.
        let strange = |byte: u8| byte.is_ascii_control() && !b"\t\n\r\x0c\x1b".contains(&byte);
        if whole.bytes().any(strange) { Err(Contradiction::Encoding) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evidence::Kinds;

    fn look(media_type: &str, blocks: &[&[u8]]) -> Result<(), Contradiction> {
        let mut look = Look::new(Kinds::all().get(media_type).expect("a kind"));
        blocks.iter().try_for_each(|block| look.see(block))?;
        look.end()
    }

    const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    const HWPX: &[u8] =
        b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0\xab\xcd\xef\x01\x13\0\0\0\x13\0\0\0\x08\0\0\0mimetypeapplication/hwp+zip";

    #[test]
    fn bytes_are_known_by_how_they_begin() {
        let png = b"\x89PNG\r\n\x1a\n....";
        let good: [(&str, &[u8]); 9] = [
            ("image/png", png),
            ("application/pdf", b"%PDF-1.7"),
            ("image/jpeg", b"\xff\xd8\xff\xe0"),
            ("application/zip", b"PK\x03\x04...."),
            ("application/zip", HWPX),
            (DOCX, b"PK\x03\x04...."),
            ("application/hwp+zip", HWPX),
            ("application/vnd.tcpdump.pcap", b"\xd4\xc3\xb2\xa1"),
            ("application/json", b" \n[1]"),
        ];
        for (media_type, bytes) in good {
            assert_eq!(look(media_type, &[bytes]), Ok(()), "{media_type}");
        }
        let bad: [(&str, &[u8]); 9] = [
            ("image/png", b"%PDF-1.7"),
            ("image/png", b"\x89PN"),
            ("application/pdf", b"MZ\x90\0"),
            ("text/plain", b"%PDF-1.7 text all the way"),
            ("text/csv", b"{\\rtf1 }"),
            (DOCX, HWPX),
            ("application/hwp+zip", b"PK\x03\x04...."),
            ("application/json", b"<a>"),
            ("application/json", b"   "),
        ];
        for (media_type, bytes) in bad {
            assert_eq!(look(media_type, &[bytes]), Err(Contradiction::Signature), "{media_type} {bytes:?}");
        }
    }

    #[test]
    fn text_is_utf8_without_control_characters_wherever_it_is_cut() {
        let bad: [&[&[u8]]; 7] = [
            &[b"\xb0\xa1 in CP949"],
            &[b"a\0b"],
            &[b"a\x07"],
            &["해".as_bytes(), b"\xed"],
            &[b"\xed", b"\x95"],
            &[b"\xed", b"a"],
            &[b"a", b"\xff"],
        ];
        for blocks in bad {
            assert_eq!(look("text/plain", blocks), Err(Contradiction::Encoding), "{blocks:?}");
        }
        assert_eq!(look("text/plain", &[b"\x1b[31mred\x1b[0m\r\n\t"]), Ok(()));
        assert_eq!(look("text/plain", &[b"SQLi, MZ and BM begin a text"]), Ok(()));
    }

    proptest! {
        #[test]
        fn where_text_is_cut_makes_no_difference(text in "[ -~해태🔥\n]{1,40}", cuts in proptest::collection::vec(1..5usize, 0..20)) {
            let (mut rest, mut blocks) = (text.as_bytes(), vec![]);
            for cut in cuts {
                let (block, later) = rest.split_at(cut.min(rest.len()));
                blocks.push(block);
                rest = later;
            }
            blocks.push(rest);
            blocks.retain(|block| !block.is_empty());
            prop_assert_eq!(look("text/plain", &blocks), Ok(()));
        }
    }
}
