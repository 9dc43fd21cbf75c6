//! Pictures, and documents with a known end. No other file may begin or end inside them.

use super::container::{FileFault, Why, ends_as_container};

/// The bytes in which PDF readers look for the beginning of a PDF.
const BEGINNING: usize = 1_024;
/// Bytes kept of the end: the end of a ZIP directory with the longest comment.
const END: usize = 66_000;
/// Beginnings of pages and scripts. A picture contains them only if it disguises one.
const PAGES: [&[u8]; 4] = [b"<?php", b"<script", b"<html", b"<!doctype html"];

/// How a picture ends.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    /// Anywhere: phones append data.
    Open,
    /// With these bytes.
    With(&'static [u8]),
    /// Anywhere: a document, whose text may mention page elements.
    Document,
    /// After the number of bytes in its fifth to eighth byte.
    Counted,
}

/// The state of the check of a picture.
#[derive(Debug)]
pub(super) struct Picture {
    end: End,
    begins: Vec<u8>,
    ends: Vec<u8>,
    size: u64,
}

impl Picture {
    pub(super) const fn new(end: End) -> Self {
        Self { end, begins: vec![], ends: vec![], size: 0 }
    }

    pub(super) fn see(&mut self, block: &[u8]) -> Result<(), FileFault> {
        let picture = !matches!(self.end, End::Document);
        let border = self.ends.len().saturating_sub(16);
        let more = BEGINNING.saturating_sub(self.begins.len()).min(block.len());
        self.begins.extend_from_slice(&block[..more]);
        self.size += block.len() as u64;
        self.ends.extend_from_slice(block);
        let new = &self.ends[border..];
        let holds =
            |at: usize, page: &[u8]| new[at..].get(..page.len()).is_some_and(|it| it.eq_ignore_ascii_case(page));
        if picture && (0..new.len()).filter(|at| new[*at] == b'<').any(|at| PAGES.iter().any(|page| holds(at, page))) {
            return Err(FileFault::whole(Why::Polyglot));
        }
        self.ends.drain(..self.ends.len().saturating_sub(END));
        Ok(())
    }

    pub(super) fn end(&self) -> Result<(), FileFault> {
        let pdf = !matches!(self.end, End::Document) && self.begins.windows(5).any(|part| part == b"%PDF-");
        // A script reads the beginning of the picture as a name; a comment or a value follows it.
        let script = match self.begins.as_slice() {
            [b'G', b'I', b'F', _, _, _, next @ ..] => next.starts_with(b"/*") || is_assigned(next),
            [0xff, 0xd8, 0xff, _, b'/', b'*', ..] => true,
            [b'R', b'I', b'F', b'F', next @ ..] => next.starts_with(b"/*") || is_assigned(next),
            _ => false,
        };
        if pdf || script || ends_as_container(&self.ends) {
            return Err(FileFault::whole(Why::Polyglot));
        }
        let whole = match self.end {
            End::Open | End::Document => true,
            End::With(last) => self.ends.ends_with(last),
            End::Counted => {
                let counted = self.begins.get(4..8).and_then(|four| four.first_chunk());
                counted.is_some_and(|four| u64::from(u32::from_le_bytes(*four)) + 8 == self.size)
            }
        };
        if whole { Ok(()) } else { Err(FileFault::whole(Why::Unfinished)) }
    }
}

/// Whether the bytes continue with a value that a script could assign.
fn is_assigned(next: &[u8]) -> bool {
    matches!(next, [b'=', value, ..] if value.is_ascii_graphic() || *value == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(bytes: &[u8], end: End, piece: usize) -> Result<(), Why> {
        let mut picture = Picture::new(end);
        let seen = bytes.chunks(piece).try_for_each(|block| picture.see(block)).and_then(|()| picture.end());
        seen.map_err(|fault| fault.why)
    }

    /// F10: a picture is nothing else besides, and ends where it says; wherever it is cut on its way.
    #[test]
    fn a_picture_is_nothing_else_besides() {
        const PNG: End = End::With(b"\0\0\0\0IEND\xaeB`\x82");
        const GIF: End = End::With(b";");
        let png = b"\x89PNG\r\n\x1a\n....\0\0\0\0IEND\xaeB`\x82";
        let zip = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0c\0\0\0\0\0IEND\xaeB`\x82";
        let cases: Vec<(Vec<u8>, End, Result<(), Why>)> = vec![
            (png.to_vec(), PNG, Ok(())),
            (png[..png.len() - 1].to_vec(), PNG, Err(Why::Unfinished)),
            ([&png[..], b"Rar!"].concat(), PNG, Err(Why::Unfinished)),
            ([&png[..], &zip[..]].concat(), PNG, Err(Why::Polyglot)),
            ([&png[..8], b"tEXt<?php system(1)", &png[8..]].concat(), PNG, Err(Why::Polyglot)),
            ([&png[..8], &[0; 900], b"%PDF-1.7", &png[8..]].concat(), PNG, Err(Why::Polyglot)),
            (b"GIF89a\x3d\x01\x01\0 <x:xmpmeta> ;".to_vec(), GIF, Ok(())),
            (b"GIF89a/*\0\0*/=alert(1);".to_vec(), GIF, Err(Why::Polyglot)),
            (b"GIF89a=alert(1);".to_vec(), GIF, Err(Why::Polyglot)),
            (b"GIF89a\x01\0\x01\0<SCRIPT>alert(1)</SCRIPT>;".to_vec(), GIF, Err(Why::Polyglot)),
            (b"GIF89a\x01\0\x01\0".to_vec(), GIF, Err(Why::Unfinished)),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\xff\xd9SEFT".to_vec(), End::Open, Ok(())),
            (b"\xff\xd8\xff\xe0/*JFIF*/=alert(1)".to_vec(), End::Open, Err(Why::Polyglot)),
            ([&b"\xff\xd8\xff\xe0\0\x10JFIF"[..], zip].concat(), End::Open, Err(Why::Polyglot)),
            (b"RIFF\x0c\0\0\0WEBPVP8 \0\0\0\0".to_vec(), End::Counted, Ok(())),
            (b"RIFF\x0c\0\0\0WEBPVP8 \0\0\0\0tail".to_vec(), End::Counted, Err(Why::Unfinished)),
            (b"RIFF/*\0\0WEBPVP8 \0\0\0\0*/=1".to_vec(), End::Counted, Err(Why::Polyglot)),
        ];
        for (bytes, end, expected) in cases {
            for piece in [1, 5, 100_000] {
                assert_eq!(look(&bytes, end, piece), expected, "{piece} {}", String::from_utf8_lossy(&bytes));
            }
        }
    }
}
