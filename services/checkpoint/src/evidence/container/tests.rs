//! Files made by a real writer, and what a hostile one makes of them.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;

pub(super) const ANY: Package = Package::Any;
pub(super) const WORD: Package = Package::Office("word/");
pub(super) const KINDS: &str = r#"<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

const LINK: &str = r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://example.org/" TargetMode="External"/></Relationships>"#;
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

pub(super) fn made(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(vec![]));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(super) fn deflated(entries: &[(&str, &[u8])]) -> Vec<u8> {
    made(entries, CompressionMethod::Deflated)
}

pub(super) fn look_in(package: &'static Package, bytes: &[u8], piece: usize) -> Result<(), (String, Why)> {
    let mut container = Container::new(package, bytes.len() as u64);
    let seen = bytes.chunks(piece).try_for_each(|block| container.see(block)).and_then(|()| container.end());
    seen.map_err(|fault| (fault.entry.unwrap_or_default(), fault.why))
}

pub(super) fn look(bytes: &[u8]) -> Result<(), (String, Why)> {
    look_in(&ANY, bytes, 4_096)
}

pub(super) fn refused(name: &str, why: Why) -> Result<(), (String, Why)> {
    Err((name.to_owned(), why))
}

/// Where the directory of a file without a comment begins.
pub(super) fn directory_of(bytes: &[u8]) -> usize {
    let end = bytes.len() - 22;
    u32::from_le_bytes(bytes[end + 16..end + 20].try_into().unwrap()) as usize
}

/// F10: documents as office programs and archivers write them are taken, wherever they are cut on their way.
#[test]
fn real_files_are_taken() {
    let large: Vec<u8> = (0..300_000_u32).flat_map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()).collect();
    let table = deflated(&[(TYPES, KINDS.as_bytes())]);
    let word = [
        (TYPES, KINDS.as_bytes()),
        ("word/_rels/document.xml.rels", LINK.as_bytes()),
        ("word/document.xml", b"<?xml version='1.0'?><w:document/>"),
        ("word/styles.xml", b"<styleSheet xmlns='x'/>"),
        ("customXml/item1.xml", b"<form/>"),
        ("word/embeddings/table.xlsx", &table[..]),
        ("word/media/icon.svg", b"<svg/>"),
    ];
    for method in [CompressionMethod::Deflated, CompressionMethod::Stored] {
        for piece in [1_000, 7_001, 131_072] {
            let zip = made(&[("log/", b""), ("log/a.txt", b"MZ text"), ("log/b.bin", &large)], method);
            assert_eq!(look_in(&ANY, &zip, piece), Ok(()), "{method:?} {piece}");
            assert_eq!(look_in(&WORD, &made(&word, method), piece), Ok(()), "{method:?} {piece}");
        }
    }
    assert_eq!(look_in(&ANY, &deflated(&[("a.txt", b"a"), ("b.txt", b"b")]), 1), Ok(()));
    assert_eq!(look_in(&WORD, &deflated(&[("word/document.xml", b"<w/>")]), 64), refused("", Why::Incomplete));
    assert_eq!(look_in(&WORD, &deflated(&[(TYPES, b"<Types/>"), ("xl/a", b"")]), 64), refused("", Why::Incomplete));
    let comment = {
        let mut writer = ZipWriter::new(Cursor::new(vec![]));
        writer.set_comment("점검 자료").unwrap();
        writer.start_file("a.txt", SimpleFileOptions::default()).unwrap();
        writer.finish().unwrap().into_inner()
    };
    assert_eq!(look(&comment), Ok(()));
    // A writer that cannot go back says the sizes after the content, as Java's do.
    let mut writer = ZipWriter::new_stream(vec![]);
    for name in ["a.txt", "b.txt"] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&large).unwrap();
    }
    assert_eq!(look(&writer.finish().unwrap().into_inner()), Ok(()));
}

/// F10: what is refused inside a container is named.
#[test]
fn programs_macros_and_containers_inside_are_named() {
    let macros = KINDS.replace("officedocument.wordprocessingml.document", "ms-word.document.macroEnabled");
    let wide: Vec<u8> = macros.bytes().flat_map(|byte| [byte, 0]).collect();
    let referred = KINDS.replace("officedocument.wordprocessingml.document", "ms-word.document.macro&#69;nabled");
    let defined = format!("<!DOCTYPE Types [<!ENTITY a 'macroEnab'>]>{KINDS}");
    let cases: [(&str, &[u8], Why); 23] = [
        ("도구/scan.EXE", b"text", Why::Program),
        ("scan.exe. ", b"text", Why::Program),
        ("photo.jpg", b"MZ\x90\0\x03\0\0\0", Why::Program),
        ("notes", b"\x7fELF\x02\x01", Why::Program),
        ("mac", b"\xcf\xfa\xed\xfe....", Why::Program),
        ("run.txt", b"#!/bin/sh\nrm -rf /", Why::Program),
        ("a.js", b"", Why::Program),
        ("link.lnk", b"", Why::Program),
        ("word/vbaProject.bin", b"\xd0\xcf\x11\xe0", Why::Macro),
        ("report.docm", b"PK\x03\x04", Why::Macro),
        (TYPES, macros.as_bytes(), Why::Macro),
        (TYPES, &wide, Why::Macro),
        (TYPES, referred.as_bytes(), Why::Macro),
        (TYPES, defined.as_bytes(), Why::Macro),
        ("[content_types].XML", macros.as_bytes(), Why::Macro),
        ("xl/MacroSheets/sheet1.xml", b"<xm:macrosheet/>", Why::Macro),
        ("install.SH", b"rm -rf /", Why::Program),
        ("addin.xll", b"", Why::Program),
        ("click.url", b"[InternetShortcut]", Why::Program),
        ("open.settingcontent-ms", b"", Why::Program),
        ("inner.zip", b"", Why::Nested),
        ("inner.dat", b"PK\x03\x04....", Why::Nested),
        ("자료.egg", b"", Why::Nested),
    ];
    all_refused(&cases);
}

/// F10: objects, pages, links that are followed, documents that are not looked into, and names that mislead are named.
#[test]
fn what_hides_inside_is_named() {
    let far = LINK.replace("hyperlink", "attachedTemplate");
    let cases: [(&str, &[u8], Why); 28] = [
        ("report.docx", b"PK\x03\x04", Why::Nested),
        ("inner.txt", b"7z\xbc\xaf\x27\x1c", Why::Nested),
        ("inner", b"PK\x05\x06", Why::Nested),
        ("표.hwp", COMPOUND, Why::Compound),
        ("old.doc", COMPOUND, Why::Compound),
        ("OLD.DOC", b"text", Why::Compound),
        ("note.txt", COMPOUND, Why::Compound),
        ("letter", b"{\\rtf1 }", Why::Compound),
        ("word/embeddings/oleObject1.bin", COMPOUND, Why::Compound),
        ("word/activeX/activeX1.bin", COMPOUND, Why::Compound),
        ("word\\vbaProject.bin", b"", Why::Macro),
        ("xl\\macrosheets/sheet1.xml", b"", Why::Macro),
        ("word/_rels/settings.xml.rels", far.as_bytes(), Why::External),
        ("index.html", b"text", Why::Page),
        ("picture.SVG", b"", Why::Page),
        ("page.txt", b"<!-- --><html>", Why::Page),
        ("web", b"\xef\xbb\xbf <?php system('id');", Why::Page),
        ("data.xml", b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><a/>", Why::Page),
        ("wide.txt", b"\xff\xfe<\0h\0t\0m\0l\0>\0", Why::Page),
        ("gnp.\u{202e}exe", b"", Why::Name),
        ("a\u{200b}.txt", b"", Why::Name),
        ("a\0.txt", b"", Why::Name),
        ("/etc/passwd", b"", Why::Name),
        ("..\\..\\a.txt", b"", Why::Name),
        ("a．ｅｘｅ", b"", Why::Program),
        ("logs/nul.txt", b"", Why::Name),
        ("disk.iso", b"", Why::Nested),
        ("a.e\u{e0041}xe", b"", Why::Name),
    ];
    all_refused(&cases);
}

/// F10: a part of a document that has a document type is refused: its entities may be fetched from elsewhere.
#[test]
fn a_document_type_in_a_document_is_refused() {
    let entity =
        "<?xml version='1.0'?>\n<!DOCTYPE w [<!ENTITY x SYSTEM 'http://example.org/x'>]><w:document>&x;</w:document>";
    let wide: Vec<u8> = entity.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for part in [entity.as_bytes(), &wide] {
        for name in ["word/document.xml", "customXml/item1.xml"] {
            let document = deflated(&[(TYPES, KINDS.as_bytes()), ("word/a.xml", b"<w/>"), (name, part)]);
            assert_eq!(look_in(&WORD, &document, 4_096), refused(name, Why::External));
        }
    }
}

/// Each of these entries, packed or not, is refused for its reason.
fn all_refused(cases: &[(&str, &[u8], Why)]) {
    for (name, content, why) in cases {
        for method in [CompressionMethod::Deflated, CompressionMethod::Stored] {
            let zip = made(&[("readme.txt", b"harmless"), (name, content)], method);
            let shown = name.replace(['\0', '\u{200b}', '\u{202e}'], "?");
            assert_eq!(look(&zip), refused(&shown, *why), "{name} {method:?}");
        }
    }
}

/// The file with an extra field in the last line of its directory that calls the entry so.
fn renamed(good: &[u8], name: &str) -> Vec<u8> {
    let (line, end) = (good.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap(), good.len() - 22);
    let length = u16::try_from(name.len()).unwrap();
    let field = [&b"up"[..], &(length + 5).to_le_bytes(), &[1, 0, 0, 0, 0], name.as_bytes()].concat();
    let mut bytes = [&good[..end], &field, &good[end..]].concat();
    bytes[line + 30..line + 32].copy_from_slice(&(length + 9).to_le_bytes());
    let directory = end - directory_of(good) + field.len();
    bytes[end + field.len() + 12..][..4].copy_from_slice(&u32::try_from(directory).unwrap().to_le_bytes());
    bytes
}

/// F10: an empty, cut, prefixed or contradictory container is refused.
#[test]
fn hostile_structures_are_refused() {
    let good = deflated(&[("a.txt", b"first"), ("b.txt", b"second")]);
    let spoiled = |at: usize, bytes: &[u8]| {
        let mut spoiled = good.clone();
        spoiled[at..at + bytes.len()].copy_from_slice(bytes);
        spoiled
    };
    let (lines, end) = (directory_of(&good), good.len() - 22);
    let second = lines + 46 + 5; // the line of b.txt, when that of a.txt has no extra field
    assert_eq!(&good[second..second + 4], b"PK\x01\x02");
    assert_eq!(look(&deflated(&[])), refused("", Why::Empty));
    for cut in [1, 21, 30, good.len() / 2] {
        assert_eq!(look(&good[..good.len() - cut]), refused("", Why::Broken), "{cut}");
    }
    assert_eq!(look(&[b"<html>", &good[..]].concat()), refused("", Why::Broken));
    assert_eq!(look(&[&good[..], b"tail"].concat()), refused("", Why::Broken));
    // Both lines name the bytes of one entry.
    assert_eq!(look(&spoiled(second + 42, &[0; 4])), refused("a.txt", Why::Overlaps));
    assert_eq!(look(&spoiled(lines + 20, &1_000_u32.to_le_bytes())), refused("a.txt", Why::Overlaps));
    // The directory calls the entry something else than its header does.
    assert_eq!(look(&spoiled(lines + 46, b"c.txt")), refused("c.txt", Why::Broken));
    assert_eq!(look(&spoiled(lines + 24, &6_u32.to_le_bytes())), refused("a.txt", Why::Broken));
    // A bomb: two entries that are said to hold 3 GiB.
    assert_eq!(look(&spoiled(lines + 24, &0xc000_0000_u32.to_le_bytes())), refused("", Why::TooLarge));
    assert_eq!(look(&spoiled(lines + 24, &[0xff; 4])), refused("a.txt", Why::Wide));
    assert_eq!(look(&spoiled(end + 10, &[0xff; 2])), refused("", Why::Wide));
    assert_eq!(look(&spoiled(lines + 8, &[1, 0])), refused("a.txt", Why::Encrypted));
    assert_eq!(look(&spoiled(lines + 10, &[12, 0])), refused("a.txt", Why::Method));
    assert_eq!(look(&deflated(&[("a.txt", b""), ("../b.txt", b"")])), refused("../b.txt", Why::Name));
    assert_eq!(look(&deflated(&[("a.txt", b""), ("C:\\b.txt", b"")])), refused("C:\\b.txt", Why::Name));
    // Two entries of one name, and one whose extra field calls it something else than its header.
    assert_eq!(look(&deflated(&[("a.txt", b""), ("A.TXT", b"")])), refused("A.TXT", Why::Twice));
    for (other, why) in [("../b", Why::Name), ("b.exe", Why::Program)] {
        assert_eq!(look(&renamed(&good, other)), refused("b.txt", why));
    }
    assert_eq!(look(&renamed(&good, "점검.txt")), Ok(()));
    // Bytes between two entries, which no directory names.
    let hidden = [&good[..lines], &deflated(&[("evil.exe", b"MZ")])[..20], &good[lines..end + 16]].concat();
    let hidden = [&hidden[..], &(lines as u32 + 20).to_le_bytes(), &good[end + 20..]].concat();
    assert_eq!(look(&hidden), refused("b.txt", Why::Broken));
    let many: Vec<(String, &[u8])> = (0..2_001).map(|n| (format!("{n}.txt"), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    assert_eq!(look(&deflated(&many)), refused("", Why::TooMany));
    assert_eq!(look(&b"PK\x03\x04".repeat(5_000)), refused("", Why::TooMany));
}

/// F10: a small file that unpacks to very much is refused by what its directory says; a log that packs well is not.
#[test]
fn bombs_are_refused_and_logs_are_not() {
    let zeros = vec![0; 20 << 20];
    assert_eq!(look(&deflated(&[("zeros.bin", &zeros)])), refused("", Why::TooLarge));
    let log: Vec<u8> =
        (0..800_000_u32).flat_map(|n| format!("{n} denied 10.0.{}.{}\n", n % 7, n % 251).into_bytes()).collect();
    assert_eq!(look(&deflated(&[("fw.log", &log)])), Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the bytes are, the answer is one of both and does not depend on where they were cut.
    #[test]
    fn no_bytes_bring_it_down(at in any::<prop::sample::Index>(), byte: u8, piece in 1..200_usize, noise: Vec<u8>) {
        let mut bytes = deflated(&[("a.txt", b"first"), ("b.txt", &noise), (TYPES, KINDS.as_bytes())]);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        prop_assert_eq!(look_in(&ANY, &bytes, piece), look_in(&ANY, &bytes, bytes.len()));
    }
}
