//! The contents that no container may have: programs, pages, macros, links that open automatically, and files that
//! cannot be checked.

use flate2::{Decompress, FlushDecompress};
use haetae_domain::characters::{is_invisible, is_joiner, is_selector};
use unicode_normalization::UnicodeNormalization as _;

use super::{
    endings::{by_ending, is_container},
    fault::Why,
    layout::{NAME_AT, TYPES},
    relations::{is_relations, refers},
};
use crate::evidence::markup;

/// How a document type begins.
const DOCUMENT_TYPE: &[u8] = b"<!doctype";
/// Names that Windows interprets as devices, whatever extension follows.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
/// Names of numbered devices, which are followed by a digit.
const NUMBERED: [&str; 2] = ["com", "lpt"];
/// File extensions of office documents that may be embedded in others: charts embed their tables.
const OFFICE: [&str; 4] = ["docx", "xlsx", "pptx", "hwpx"];

/// The reason to refuse an entry with this name and beginning, if there is one; `any` where the container is no document.
pub(super) fn forbidden(name: &str, content: &[u8], any: bool) -> Option<Why> {
    let kinds = name.eq_ignore_ascii_case(TYPES);
    let name = compared(name);
    let sheets = name.contains("/macrosheets/"); // the macros of Excel 4
    let (file, ending) = file_and_ending(&name);
    let office = OFFICE.contains(&ending);
    if is_device(file) {
        return Some(Why::Name);
    }
    if file == "vbaproject.bin" || sheets || name.starts_with("word/vba") {
        return Some(Why::Macro);
    }
    let listed = kinds.then(|| kinds_of_parts(content)).flatten();
    if listed.is_some() {
        return listed;
    }
    // Their parts are found by name too: Office may find a part that no list of references names.
    if !any && name.contains("/activex/") {
        return Some(Why::Control);
    }
    if !any && (name.contains("/externallinks/externallink") || name.ends_with("/connections.xml")) {
        return Some(Why::External);
    }
    // Office programs read these entries as their own XML, whatever elements they contain.
    let part = !any && ["xml", "rels", "vml"].contains(&ending);
    let referred = is_relations(&name).then(|| refers(content)).flatten();
    if referred.is_some() {
        return referred;
    }
    if part && has_document_type(content) {
        return Some(Why::External);
    }
    // Office embeds icons as SVG, and shows them as pictures only.
    let icon = !any && ending == "svg" && name.contains("/media/");
    let named = by_ending(ending).filter(|why| !(icon && *why == Why::Page));
    // A document can be uploaded separately and is checked then. A document embedded in another cannot.
    let nested = || (is_container(ending) || (any && office)).then_some(Why::Nested);
    let begins = || {
        let why = inside(content)?;
        let known = (office && why == Why::Nested && begins_as_office(content)) || ((icon || part) && why == Why::Page);
        (!known).then_some(why)
    };
    named.or_else(nested).or_else(begins)
}

/// The reason to refuse a file by its name, if there is one: programs open files by their extension, and a client that saves
/// it under a name that is a path would write elsewhere.
pub(crate) fn opens_as(name: &str) -> Option<Why> {
    let name = compared(name);
    if is_path(&name) {
        return Some(Why::Name);
    }
    let (file, ending) = file_and_ending(&name);
    if is_device(file) {
        return Some(Why::Name);
    }
    // In Windows, a colon is followed by the name of an alternate stream of the file before it.
    let streams = file.split(':').map(|stream| file_and_ending(stream).1);
    let named = std::iter::once(ending).chain(streams).find_map(by_ending);
    named.or_else(|| file.split(':').any(is_device).then_some(Why::Name))
}

/// The name as systems compare it: in compatibility form, so that full width equals half width, in lower case, and
/// without invisible characters.
pub(super) fn compared(name: &str) -> String {
    let shown = name.nfkc().filter(|&c| !is_invisible(c) && !is_joiner(c) && !is_selector(c));
    shown.collect::<String>().to_lowercase().replace('\\', "/")
}

/// Whether a name leads to another folder or drive.
fn is_path(name: &str) -> bool {
    let drive = matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    name.contains('/') || drive || [".", ".."].contains(&name)
}

fn is_device(file: &str) -> bool {
    let stem = file.split('.').next().unwrap_or(file).trim_end();
    let number = NUMBERED.iter().find_map(|device| stem.strip_prefix(device));
    DEVICES.contains(&stem) || number.is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']))
}

/// The file's name without folders, and its ending. Windows drops dots and blanks at the end.
pub(super) fn file_and_ending(name: &str) -> (&str, &str) {
    let name = name.trim_end_matches(['.', ' ']);
    let file = name.rsplit('/').next().unwrap_or(name);
    (file, file.rsplit_once('.').map_or("", |(_, ending)| ending))
}

/// The reason to refuse content with this beginning in any place, if there is one.
pub(in crate::evidence) fn inside(content: &[u8]) -> Option<Why> {
    if program(content) {
        Some(Why::Program)
    } else if content.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") || content.starts_with(b"{\\rtf") {
        Some(Why::Compound)
    } else if container(content) {
        Some(Why::Nested)
    } else if markup::page(content) {
        Some(Why::Page)
    } else {
        None
    }
}

/// Whether the first entry is one that office programs write.
fn begins_as_office(content: &[u8]) -> bool {
    const FIRST: [&[u8]; 10] = [
        b"[Content_Types].xml",
        b"_rels/",
        b"docProps/",
        b"customXml/",
        b"word/",
        b"xl/",
        b"ppt/",
        b"mimetypeapplication/hwp+zip",
        b"Contents/",
        b"META-INF/",
    ];
    let name = content.get(NAME_AT..).unwrap_or_default();
    content.starts_with(b"PK\x03\x04") && FIRST.iter().any(|first| name.starts_with(first))
}

/// Whether the content is a program: of Windows, Linux, macOS or Java, or a script that names its interpreter.
fn program(content: &[u8]) -> bool {
    const MAGIC: [&[u8]; 7] = [
        b"\x7fELF",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
        b"L\0\0\0\x01\x14\x02\0",
    ];
    // A text may also begin with these two letters.
    let windows = content.starts_with(b"MZ") && content.contains(&0);
    windows || content.starts_with(b"#!") || MAGIC.iter().any(|magic| content.starts_with(magic))
}

fn container(content: &[u8]) -> bool {
    const MAGIC: [&[u8]; 13] = [
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"PK\x07\x08",
        b"Rar!",
        b"7z\xbc\xaf",
        b"\x1f\x8b",
        b"MSCF",
        b"\xfd7zXZ",
        b"\x28\xb5\x2f\xfd",
        b"ALZ\x01",
        b"EGGA",
        b"\x1f\x9d",
        b"ITSF",
    ];
    let packed = MAGIC.iter().any(|magic| content.starts_with(magic));
    let bzip = matches!(content, [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, ..]);
    packed
        || bzip
        || content.get(257..262) == Some(b"ustar")
        || (content.get(2..5) == Some(b"-lh") && content.get(6) == Some(&b'-'))
}

/// Whether XML, in UTF-8 or UTF-16, has a document type, which can define an entity that is fetched from another
/// place. Office programs never write one.
fn has_document_type(content: &[u8]) -> bool {
    let text: Vec<u8> = content.iter().filter(|byte| **byte != 0).map(u8::to_ascii_lowercase).collect();
    text.windows(DOCUMENT_TYPE.len()).any(|part| part == DOCUMENT_TYPE)
}

/// The reason to refuse a document whose list of content types contains these, if there is one. The text may be UTF-8 or
/// UTF-16. A type spelled with references (`vba&#80;roject`) counts, and so does a document type: office programs write
/// neither, and either could spell any type.
fn kinds_of_parts(content: &[u8]) -> Option<Why> {
    const WORDS: [(&[u8], Why); 20] = [
        (b"macroenabled", Why::Macro),
        (b"vbaproject", Why::Macro),
        (b"macrosheet", Why::Macro),
        (b"&#", Why::Macro),
        (DOCUMENT_TYPE, Why::Macro),
        (b"activex", Why::Control),
        (b"connections+xml", Why::External),
        (b"externallink+xml", Why::External),
        (b"webextension", Why::External),
        (b"text/html", Why::Foreign),
        (b"text/rtf", Why::Foreign),
        (b"xhtml", Why::Foreign),
        (b"mhtml", Why::Foreign),
        (b"message/", Why::Foreign),
        (b"multipart/", Why::Foreign),
        (b"application/rtf", Why::Foreign),
        (b"application/msword", Why::Foreign),
        (b"x-msdownload", Why::Program),
        (b"javascript", Why::Program),
        (b"shockwave", Why::Page),
    ];
    let text: Vec<u8> = content.iter().filter(|byte| **byte != 0).map(u8::to_ascii_lowercase).collect();
    let holds = |word: &[u8]| text.windows(word.len()).any(|part| part == word);
    WORDS.iter().find(|(word, _)| holds(word)).map(|(_, why)| *why)
}

/// The first `most` bytes of deflated content.
pub(super) fn inflated(packed: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut content = vec![0; most];
    let mut inflater = Decompress::new(false);
    inflater.decompress(packed, &mut content, FlushDecompress::Sync).ok()?;
    content.truncate(usize::try_from(inflater.total_out()).ok()?);
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F10: a name is judged as the system compares it that the file is saved on.
    #[test]
    fn names_are_judged_as_systems_compare_them() {
        for (name, why) in [
            ("a.exe", Why::Program),
            ("A.EXE . ", Why::Program),
            ("a.exe::$DATA", Why::Program),
            ("a.exe:note.txt", Why::Program),
            ("note.txt:a.exe", Why::Program),
            ("a．ｅｘｅ", Why::Program),
            ("a.ｅxe\u{3000}", Why::Program),
            ("a.e\u{e0041}xe", Why::Program),
            ("a.e\u{200d}x\u{fe0f}e", Why::Program),
            ("disk.iso", Why::Nested),
            ("disk.VHDX", Why::Nested),
            ("report.docm::$DATA", Why::Macro),
            ("CON", Why::Name),
            ("nul.txt", Why::Name),
            ("Com1.log", Why::Name),
            ("lpt９.csv", Why::Name),
            ("aux .pdf", Why::Name),
            ("folder/prn.png", Why::Name),
            ("A.RDP", Why::Program),
            ("a.webloc", Why::Program),
            ("a.accde", Why::Program),
            ("a.ps1xml:x", Why::Program),
            (".htaccess", Why::Program),
            ("a.vsd", Why::Compound),
            ("a.fodt", Why::Macro),
            ("a.phtml", Why::Page),
        ] {
            assert_eq!(opens_as(name), Some(why), "{name:?}");
        }
        for fine in [
            "회의 10:30.txt",
            "console.log",
            "com10.txt",
            "auxiliary.pdf",
            "com.pdf",
            "exe",
            "점검표．pdf",
            "👩\u{200d}🔧.png",
        ] {
            assert_eq!(opens_as(fine), None, "{fine:?}");
        }
    }
}
