//! The kinds of files that can be checked, and the beginnings by which they are recognised.

use std::fmt;

use infer::{archive, image};

use super::{markup, picture::End};

/// One kind of file.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) media_type: &'static str,
    /// Whether bytes begin as this kind does.
    pub(super) begins: fn(&[u8]) -> bool,
    pub(crate) content: Content,
}

/// The check after the beginning.
#[derive(Debug)]
pub(crate) enum Content {
    /// None: the beginning is enough.
    Known,
    /// UTF-8 without control characters.
    Text,
    /// Text that is one JSON value.
    Json,
    /// Files in the ZIP format.
    Container(Package),
    /// One packed file.
    Packed,
    /// A picture with this end.
    Picture(End),
    Pdf,
    /// A compound file, which must hold these bytes and no Office macros.
    Compound(&'static [u8]),
}

/// The contents that a container must have.
#[derive(Debug)]
pub(crate) enum Package {
    /// Anything.
    Any,
    /// An office document: the kinds of its parts, and parts in this folder.
    Office(&'static str),
    /// A folder.
    Folder(&'static str),
}

const fn kind(media_type: &'static str, begins: fn(&[u8]) -> bool, content: Content) -> Kind {
    Kind { media_type, begins, content }
}

const fn office(media_type: &'static str, folder: &'static str) -> Kind {
    kind(media_type, |head| archive::is_zip(head) && !is_hwpx(head), Content::Container(Package::Office(folder)))
}

/// All kinds.
static KINDS: [Kind; 19] = [
    // Readers accept `%PDF-` anywhere in the first bytes; bytes before it could be another document.
    kind("application/pdf", |head| head.starts_with(b"%PDF-"), Content::Pdf),
    kind("image/png", image::is_png, Content::Picture(End::With(b"\0\0\0\0IEND\xaeB`\x82"))),
    kind("image/jpeg", image::is_jpeg, Content::Picture(End::Open)),
    kind("image/gif", image::is_gif, Content::Picture(End::With(b";"))),
    kind("image/webp", image::is_webp, Content::Picture(End::Counted)),
    office("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/"),
    office("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/"),
    office("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/"),
    // Hancom documents: a compound file, and since 2010 a ZIP file whose first entry names the kind.
    kind("application/x-hwp", is_compound, Content::Compound(b"HWP Document File")),
    kind("application/hwp+zip", is_hwpx, Content::Container(Package::Folder("Contents/"))),
    kind("application/zip", archive::is_zip, Content::Container(Package::Any)),
    kind("application/gzip", archive::is_gz, Content::Packed),
    // Packet captures: pcap in both byte orders and precisions, and pcapng.
    kind(
        "application/vnd.tcpdump.pcap",
        |head| {
            let magic = head.first_chunk().map_or(0, |magic| u32::from_be_bytes(*magic));
            [0xa1b2_c3d4, 0xd4c3_b2a1, 0xa1b2_3c4d, 0x4d3c_b2a1, 0x0a0d_0d0a].contains(&magic)
        },
        Content::Known,
    ),
    kind("text/plain", is_plain, Content::Text),
    kind("text/csv", is_plain, Content::Text),
    // Markdown may begin with a comment or with layout elements.
    kind("text/markdown", |head| !markup::page(head) && !markup::document(head), Content::Text),
    kind("message/rfc822", |head| is_plain(head) && is_mail(head), Content::Text),
    kind("application/json", is_plain, Content::Json),
    kind("application/sarif+json", |head| visible(head).starts_with(b"{"), Content::Json),
];

/// The kind with this media type.
pub(super) fn of(media_type: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.media_type == media_type)
}

/// How the picture that begins so is checked; none where it is no picture.
pub(super) fn picture(head: &[u8]) -> Option<&'static Content> {
    KINDS
        .iter()
        .find(|kind| matches!(kind.content, Content::Picture(_)) && (kind.begins)(head))
        .map(|kind| &kind.content)
}

const fn is_compound(head: &[u8]) -> bool {
    matches!(head, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..])
}

fn is_hwpx(head: &[u8]) -> bool {
    archive::is_zip(head) && head.get(30..).is_some_and(|entry| entry.starts_with(b"mimetypeapplication/hwp+zip"))
}

/// Plain text: no markup, no script, no other document.
fn is_plain(head: &[u8]) -> bool {
    !markup::markup(head) && !markup::document(head)
}

/// The text without its byte order mark and leading blanks.
fn visible(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

/// A mail message begins with the name of a header.
fn is_mail(head: &[u8]) -> bool {
    let name = head.iter().position(|byte| *byte == b':').map(|end| &head[..end]);
    name.is_some_and(|name| !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-'))
}

/// Some of the kinds.
#[derive(Debug, Clone)]
pub(crate) struct Kinds(Vec<&'static Kind>);

impl Kinds {
    pub(crate) fn all() -> Self {
        Self(KINDS.iter().collect())
    }

    /// The kinds with these media types, separated by commas; fails with the first unknown one.
    pub(crate) fn parse(list: &str) -> Result<Self, String> {
        let wanted = list.split(',').map(str::trim).filter(|name| !name.is_empty());
        let known = |name: &str| of(name).ok_or_else(|| name.to_owned());
        wanted.map(known).collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn get(&self, media_type: &str) -> Option<&'static Kind> {
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
