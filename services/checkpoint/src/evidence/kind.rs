//! The kinds of files that can be checked, and how their bytes begin.

use std::fmt;

use infer::{archive, doc, image};

/// One kind of file.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) media_type: &'static str,
    pub(super) content: Content,
}

/// How a kind is known by its bytes.
#[derive(Debug)]
pub(super) enum Content {
    /// By how they begin.
    Signature(fn(&[u8]) -> bool),
    /// UTF-8 without control characters, and whatever else is asked of its beginning.
    Text(fn(&[u8]) -> bool),
}

const fn signed(media_type: &'static str, begins: fn(&[u8]) -> bool) -> Kind {
    Kind { media_type, content: Content::Signature(begins) }
}

const fn text(media_type: &'static str, begins: fn(&[u8]) -> bool) -> Kind {
    Kind { media_type, content: Content::Text(begins) }
}

/// All of them.
static KINDS: [Kind; 16] = [
    signed("application/pdf", archive::is_pdf),
    signed("image/png", image::is_png),
    signed("image/jpeg", image::is_jpeg),
    signed("image/gif", image::is_gif),
    signed("image/webp", image::is_webp),
    signed("application/vnd.openxmlformats-officedocument.wordprocessingml.document", |head| {
        archive::is_zip(head) && !doc::is_xlsx(head) && !doc::is_pptx(head) && !is_hwpx(head)
    }),
    signed("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", |head| {
        archive::is_zip(head) && !doc::is_docx(head) && !doc::is_pptx(head) && !is_hwpx(head)
    }),
    signed("application/vnd.openxmlformats-officedocument.presentationml.presentation", |head| {
        archive::is_zip(head) && !doc::is_docx(head) && !doc::is_xlsx(head) && !is_hwpx(head)
    }),
    // Hancom's: a compound file, and since 2010 a ZIP whose first entry says what it is.
    signed("application/x-hwp", |head| head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])),
    signed("application/hwp+zip", is_hwpx),
    signed("application/zip", archive::is_zip),
    signed("application/gzip", archive::is_gz),
    // Captured packets: four orders of bytes and precisions, and the next generation.
    signed("application/vnd.tcpdump.pcap", |head| {
        let magic = head.first_chunk().map_or(0, |magic| u32::from_be_bytes(*magic));
        [0xa1b2_c3d4, 0xd4c3_b2a1, 0xa1b2_3c4d, 0x4d3c_b2a1, 0x0a0d_0d0a].contains(&magic)
    }),
    text("text/plain", is_no_document),
    text("text/csv", is_no_document),
    text("application/json", |head| {
        let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
        first.is_some_and(|byte| b"{[\"-tfn".contains(byte) || byte.is_ascii_digit())
    }),
];

fn is_hwpx(head: &[u8]) -> bool {
    archive::is_zip(head) && head.get(30..).is_some_and(|entry| entry.starts_with(b"mimetypeapplication/hwp+zip"))
}

/// Documents that consist of text and are not meant to be read as such.
fn is_no_document(head: &[u8]) -> bool {
    ![&b"%PDF-"[..], b"%!PS", b"{\\rtf"].iter().any(|start| head.starts_with(start))
}

/// Some of the kinds.
#[derive(Debug, Clone)]
pub(crate) struct Kinds(Vec<&'static Kind>);

impl Kinds {
    pub(crate) fn all() -> Self {
        Self(KINDS.iter().collect())
    }

    /// The kinds with these media types, separated by commas; fails with the first that is none.
    pub(crate) fn parse(list: &str) -> Result<Self, String> {
        let wanted = list.split(',').map(str::trim).filter(|name| !name.is_empty());
        let known = |name: &str| KINDS.iter().find(|kind| kind.media_type == name).ok_or_else(|| name.to_owned());
        wanted.map(known).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn get(&self, media_type: &str) -> Option<&'static Kind> {
        self.0.iter().find(|kind| kind.media_type == media_type).copied()
    }
}

impl fmt::Display for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|kind| kind.media_type).collect();
        f.write_str(&names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_list_of_kinds_is_read_as_it_is_written_and_none_that_cannot_be_checked() {
        let all = Kinds::all().to_string();
        assert_eq!(Kinds::parse(&all).map(|kinds| kinds.to_string()), Ok(all));
        let some = Kinds::parse(" text/plain,image/png, ").expect("kinds");
        assert!(some.get("image/png").is_some() && some.get("application/pdf").is_none());
        for wrong in ["text/html", "image/*", "IMAGE/PNG"] {
            assert_eq!(Kinds::parse(&format!("image/png, {wrong}")).err().as_deref(), Some(wrong));
        }
        let names: HashSet<_> = KINDS.iter().map(|kind| kind.media_type).collect();
        assert_eq!(names.len(), KINDS.len());
    }
}
