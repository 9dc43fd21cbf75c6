//! Whether bytes are of the kind they are said to be, looked at as they come.

use super::{
    container::{Container, Fault, Why},
    json::Json,
    kind::{Content, Kind},
    packed::Packed,
    pdf::Pdf,
    picture::{End, Picture},
};

/// Most bytes of a character in UTF-8.
const LONGEST: usize = 4;
/// How the directory of a compound file names the macros of Office, in UTF-16.
const MACROS: &[u8] = b"_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0";
/// How it names the content of what Hancom does not write: a document, a message.
const OTHERS: [&[u8]; 2] = [b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0\0\0", b"_\0_\0p\0r\0o\0p\0e\0r\0t\0i\0e\0s\0_\0"];

/// What has been seen of a file.
#[derive(Debug)]
pub(super) struct Look {
    kind: &'static Kind,
    begun: bool,
    seen: Seen,
}

/// What has been seen of it, by its content.
#[derive(Debug)]
enum Seen {
    Known,
    Text(Text),
    Json(Text, Json),
    Container(Container),
    Compound(Compound),
    Packed(Packed),
    Picture(Picture),
    Pdf(Pdf, Picture),
}

/// The bytes are not of the kind they are said to be, or hold what is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Contradiction {
    /// They do not begin like it.
    Signature,
    /// They are not text in UTF-8.
    Encoding,
    /// They are not JSON from this byte on.
    Json(u64),
    /// Something is wrong with what they hold.
    Inside(Fault),
}

impl Look {
    pub(super) fn new(kind: &'static Kind) -> Self {
        let seen = match &kind.content {
            Content::Known => Seen::Known,
            Content::Text => Seen::Text(Text::default()),
            Content::Json => Seen::Json(Text::default(), Json::new()),
            Content::Container(package) => Seen::Container(Container::new(package)),
            Content::Packed => Seen::Packed(Packed::new()),
            Content::Picture(end) => Seen::Picture(Picture::new(*end)),
            Content::Pdf => Seen::Pdf(Pdf::default(), Picture::new(End::Document)),
            Content::Compound(needed) => Seen::Compound(Compound::new(needed)),
        };
        Self { kind, begun: false, seen }
    }

    /// Looks at the next bytes; the first have to be enough to know the kind by.
    pub(super) fn see(&mut self, block: &[u8]) -> Result<(), Contradiction> {
        if !std::mem::replace(&mut self.begun, true) && !(self.kind.begins)(block) {
            return Err(Contradiction::Signature);
        }
        match &mut self.seen {
            Seen::Known => Ok(()),
            Seen::Text(text) => text.read(block),
            Seen::Json(text, json) => {
                text.read(block)?;
                json.read(block).map_err(Contradiction::Json)
            }
            Seen::Container(container) => container.see(block).map_err(Contradiction::Inside),
            Seen::Compound(compound) => compound.see(block),
            Seen::Packed(packed) => packed.see(block).map_err(Contradiction::Inside),
            Seen::Picture(picture) => picture.see(block).map_err(Contradiction::Inside),
            Seen::Pdf(pdf, whole) => pdf.see(block).and_then(|()| whole.see(block)).map_err(Contradiction::Inside),
        }
    }

    /// No more bytes come.
    pub(super) fn end(&mut self) -> Result<(), Contradiction> {
        match &mut self.seen {
            Seen::Known => Ok(()),
            Seen::Text(text) => text.end(),
            Seen::Json(text, json) => {
                text.end()?;
                json.end().map_err(Contradiction::Json)
            }
            Seen::Container(container) => container.end().map_err(Contradiction::Inside),
            Seen::Packed(packed) => packed.end().map_err(Contradiction::Inside),
            Seen::Picture(picture) | Seen::Pdf(_, picture) => picture.end().map_err(Contradiction::Inside),
            Seen::Compound(compound) if compound.found => Ok(()),
            Seen::Compound(_) => Err(Contradiction::Signature),
        }
    }
}

/// What has been seen of a text.
#[derive(Debug, Default)]
struct Text {
    /// A character whose end has not come yet.
    rest: Vec<u8>,
}

impl Text {
    fn end(&self) -> Result<(), Contradiction> {
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

/// What has been seen of a compound file.
#[derive(Debug)]
struct Compound {
    needed: &'static [u8],
    found: bool,
    /// The end of the block before: a name may lie across the border.
    carried: Vec<u8>,
}

impl Compound {
    const fn new(needed: &'static [u8]) -> Self {
        Self { needed, found: false, carried: Vec::new() }
    }

    fn see(&mut self, block: &[u8]) -> Result<(), Contradiction> {
        let mut bytes = std::mem::take(&mut self.carried);
        bytes.extend_from_slice(block);
        let holds = |name: &[u8]| bytes.windows(name.len()).any(|part| part == name);
        if holds(MACROS) {
            return Err(Contradiction::Inside(Fault::whole(Why::Macro)));
        }
        if OTHERS.iter().any(|name| holds(name)) {
            return Err(Contradiction::Signature);
        }
        self.found = self.found || holds(self.needed);
        let longest = OTHERS.iter().map(|name| name.len()).fold(MACROS.len().max(self.needed.len()), usize::max);
        let kept = bytes.len().saturating_sub(longest);
        self.carried = bytes.split_off(kept);
        Ok(())
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
    const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

    #[test]
    fn bytes_are_known_by_how_they_begin() {
        let good: [(&str, &[u8]); 8] = [
            ("image/png", b"\x89PNG\r\n\x1a\n....\0\0\0\0IEND\xaeB`\x82"),
            ("application/pdf", b"%PDF-1.7"),
            ("image/jpeg", b"\xff\xd8\xff\xe0"),
            ("text/plain", b"<134>Oct 11 22:14:15 fw01 denied"),
            ("application/vnd.tcpdump.pcap", b"\xd4\xc3\xb2\xa1"),
            ("application/json", b" \n[1]"),
            ("application/sarif+json", b"{\"version\": \"2.1.0\"}"),
            ("message/rfc822", b"From: a@b\r\n\r\nhello"),
        ];
        for (media_type, bytes) in good {
            assert_eq!(look(media_type, &[bytes]), Ok(()), "{media_type}");
        }
        // F10: nothing stands before `%PDF-`, and a text is no page, no script and no other document.
        let bad: [(&str, &[u8]); 20] = [
            ("image/png", b"%PDF-1.7"),
            ("image/png", b"\x89PN"),
            ("application/pdf", b"MZ\x90\0"),
            ("application/pdf", b"<html><script>alert(1)</script>%PDF-1.7"),
            ("text/plain", b"%PDF-1.7 text all the way"),
            ("text/csv", b"{\\rtf1 }"),
            ("text/plain", b"#!/bin/sh\nrm -rf /"),
            ("text/plain", b"\xef\xbb\xbf  <!DOCTYPE html><p>"),
            ("text/markdown", b"<SCRIPT>alert(1)</SCRIPT>"),
            ("message/rfc822", b"no header here"),
            ("application/sarif+json", b"[]"),
            (DOCX, HWPX),
            ("application/hwp+zip", b"PK\x03\x04...."),
            ("application/x-hwp", COMPOUND),
            ("application/gzip", b"MZ\x90\0"),
            ("text/plain", b"<?php system('id');"),
            ("text/plain", b"<!-- --><html>"),
            ("text/csv", b"<unknown onclick=alert(1)>"),
            ("application/json", b"\n<svg onload=alert(1)>"),
            ("message/rfc822", b"\xef\xbb\xbf<html>"),
        ];
        for (media_type, bytes) in bad {
            assert_eq!(look(media_type, &[bytes]), Err(Contradiction::Signature), "{media_type} {bytes:?}");
        }
        assert_eq!(look("text/markdown", &["<!-- 2026년 -->\n<h1 align=center>점검</h1>".as_bytes()]), Ok(()));
        assert_eq!(look("application/json", &[b"{ba", b"d"]), Err(Contradiction::Json(2)));
    }

    /// F10: a compound file is taken for what Hancom writes only, and not with macros of Office, wherever it is cut.
    #[test]
    fn a_compound_file_says_what_it_is() {
        let macros: Vec<u8> = "_VBA_PROJECT".bytes().flat_map(|byte| [byte, 0]).collect();
        let hwp = [COMPOUND, &[0; 100], b"HWP Document File", &[0; 100]].concat();
        let spoiled = [&hwp[..], &macros, &[0; 9]].concat();
        let refused = Err(Contradiction::Inside(Fault::whole(Why::Macro)));
        for piece in [9, 16, 64, 1_000] {
            let blocks: Vec<&[u8]> = hwp.chunks(piece).collect();
            assert_eq!(look("application/x-hwp", &blocks), Ok(()), "{piece}");
            let blocks: Vec<&[u8]> = spoiled.chunks(piece).collect();
            assert_eq!(look("application/x-hwp", &blocks), refused, "{piece}");
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
            // Whatever follows a word is no markup.
            let text = format!("log: {text}");
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
