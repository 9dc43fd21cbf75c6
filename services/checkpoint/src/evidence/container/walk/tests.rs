use std::io::Write as _;

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::super::{
    TYPES,
    fault::Why,
    tests::{ANY, KINDS, WORD, deflated, look, look_in, made, refused},
};

mod any_bytes;

const LAUNCH: &[u8] = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/Launch/F(cmd.exe)>>>>endobj\n%%EOF";

/// The same entries as a writer makes them that cannot go back, so that the sizes follow the content.
fn streamed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new_stream(vec![]);
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// F10: what is refused alone is refused inside, however it is packed, named and cut.
#[test]
fn a_file_inside_is_judged_as_it_would_be_alone() {
    let long = [b"%PDF-1.7\n", &b"% a comment\n".repeat(30_000)[..], &LAUNCH[9..]].concat();
    let png = b"\x89PNG\r\n\x1a\ntEXt<?php system(1)\0\0\0\0IEND\xaeB`\x82";
    let cases: [(&str, &[u8], Why); 13] = [
        ("a.pdf", LAUNCH, Why::Active),
        ("js.pdf", b"%PDF-1.4\n1 0 obj<</S/JavaScript/JS(x)>>endobj\n%%EOF", Why::Active),
        ("folder/note.dat", LAUNCH, Why::Active),
        ("long.pdf", &long, Why::Active),
        ("late.bin", &[&b"junk\n"[..], LAUNCH].concat(), Why::Active),
        ("a.pdf", b"junk\n%PDF-1.4", Why::Kind),
        ("a.PDF", b"text", Why::Kind),
        ("a.png", png, Why::Polyglot),
        ("a.gif", b"GIF89a/*\0\0*/=alert(1);", Why::Polyglot),
        ("cut.png", b"\x89PNG\r\n\x1a\n....", Why::Unfinished),
        ("a.txt", b"%!PS\n", Why::Kind),
        ("a.csv", b"<?xml version='1.0'?><a/>", Why::Kind),
        ("a.eml", b"no header", Why::Kind),
    ];
    for (name, content, why) in cases {
        let entries: [(&str, &[u8]); 3] = [("log.txt", &b"harmless"[..]), (name, content), ("later.txt", b"text")];
        let stored = made(&entries, CompressionMethod::Stored);
        for bytes in [stored, deflated(&entries), streamed(&entries)] {
            for piece in [1_000, 7, 1 << 20] {
                if bytes.len() / piece < 3_000 {
                    assert_eq!(look_in(&ANY, &bytes, piece), refused(name, why), "{name} {piece}");
                }
            }
        }
    }
    for name in ["word/media/a.pdf", "word/embeddings/a.bin"] {
        let document = deflated(&[(TYPES, KINDS.as_bytes()), ("word/document.xml", b"<w/>"), (name, LAUNCH)]);
        assert_eq!(look_in(&WORD, &document, 4_096), refused(name, Why::Active));
    }
}

/// F10: what is taken alone is taken inside: also pictures in a document that go on behind their end, the marks that macOS
/// adds, empty files, text in another encoding, and names in one.
#[test]
fn ordinary_files_inside_are_taken() {
    let entries: [(&str, &[u8]); 8] = [
        ("a.pdf", b"%PDF-1.7\n1 0 obj <</Type/Catalog/URI(https://a)>> endobj\n%%EOF\n"),
        ("__MACOSX/._a.pdf", b"\0\x05\x16\x07\0\x02\0\0Mac OS X"),
        ("empty.pdf", b""),
        ("cp949.txt", b"\xb0\xa1\xb3\xaa"),
        ("a.json", b"{\"a\": 1}\n{\"b\": 2}\n"),
        ("a.md", b"<!-- note -->\n# Title"),
        ("a.png", b"\x89PNG\r\n\x1a\n....\0\0\0\0IEND\xaeB`\x82"),
        ("folder/", b""),
    ];
    for bytes in [made(&entries, CompressionMethod::Stored), deflated(&entries), streamed(&entries)] {
        for piece in [1, 100, 4_096] {
            assert_eq!(look_in(&ANY, &bytes, piece), Ok(()), "{piece}");
        }
    }
    let document: [(&str, &[u8]); 3] = [
        (TYPES, KINDS.as_bytes()),
        ("word/document.xml", b"<w:t>&lt;altChunk&gt;</w:t>"),
        ("word/media/a.gif", b"GIF89a\x01\0\x01\0;more"),
    ];
    assert_eq!(look_in(&WORD, &deflated(&document), 64), Ok(()));
}

/// A stored content without its length before it, as writers to a pipe make it.
#[test]
fn a_stored_content_of_unknown_length_is_read_to_its_end() {
    let unsized_entry = |content: &[u8]| {
        let whole = made(&[("a.pdf", content)], CompressionMethod::Stored);
        let directory = super::super::tests::directory_of(&whole);
        let mut bytes = whole[..directory].to_vec();
        let sizes: Vec<u8> = [b"PK\x07\x08", &bytes[14..26]].concat();
        bytes[14..26].fill(0);
        bytes[6] |= 8;
        bytes.extend(sizes);
        let start = u32::try_from(bytes.len()).unwrap();
        bytes.extend(&whole[directory..]);
        let line = start as usize + 8;
        bytes[line] |= 8;
        let end = bytes.len() - 6;
        bytes[end..end + 4].copy_from_slice(&start.to_le_bytes());
        bytes
    };
    let fine = b"%PDF-1.7\nPK\x07\x08 no sizes\n%%EOF\n";
    for piece in [1, 13, 4_096] {
        assert_eq!(look_in(&ANY, &unsized_entry(LAUNCH), piece), refused("a.pdf", Why::Active));
        assert_eq!(look_in(&ANY, &unsized_entry(fine), piece), Ok(()));
        assert_eq!(look_in(&ANY, &unsized_entry(b""), piece), Ok(()));
    }
}

/// F10: links, devices and pipes are no files, whatever system the archiver names; a file is no folder.
#[test]
fn an_entry_that_is_no_file_is_refused() {
    let mut writer = ZipWriter::new(std::io::Cursor::new(vec![]));
    writer.add_symlink("l", "/tmp", SimpleFileOptions::default()).unwrap();
    writer.start_file("l/evil.txt", SimpleFileOptions::default()).unwrap();
    let link = writer.finish().unwrap().into_inner();
    assert_eq!(look(&link), refused("l", Why::Special));
    let line = link.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    for (attributes, special) in
        [(0xa1ff_0000_u32, true), (0x21b6_0000, true), (0x11b6_0000, true), (0xc1ff_0000, true), (0x0400, true)]
    {
        for system in [0, 3, 10, 19] {
            let mut bytes = link.clone();
            bytes[line + 5] = system;
            bytes[line + 38..line + 42].copy_from_slice(&attributes.to_le_bytes());
            assert_eq!(look(&bytes) == refused("l", Why::Special), special, "{attributes:x} {system}");
        }
    }
    for (first, second) in [("a", "a/b.txt"), ("A.txt", "a.txt."), ("a/b", "a//b"), ("./x", "x"), ("ａ.txt", "a.txt")]
    {
        assert_eq!(look(&deflated(&[(first, b""), (second, b"")])), refused(second, Why::Twice), "{first}");
    }
    for name in [".. /a.txt", "a/.../b", "．．/a"] {
        assert_eq!(look(&deflated(&[(name, b"")])), refused(name, Why::Name), "{name}");
    }
}

/// F10: a document that runs, fetches or brings in something when it is opened is refused by its parts, their kinds and the
/// references to them.
#[test]
fn what_a_document_does_when_it_is_opened_is_named() {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let refers =
        |kind: &str| format!("<Relationships><Relationship Id='r' Type='{KIND}/{kind}' Target='a'/></Relationships>");
    let typed = |kind: &str| format!("{KINDS}<Override PartName='/word/a.dat' ContentType='{kind}'/>");
    let (control, chunk) = (refers("control"), refers("aFChunk"));
    let (html, mail) = (typed("text/html"), typed("message/rfc822"));
    let hidden = format!("<x>{}<ddeLink ddeService='cmd'/>", " ".repeat(200_000));
    let entity = format!("<!--{}--><!DOCTYPE a>", " ".repeat(9_000));
    let cases: [(&str, &[u8], Why); 9] = [
        ("word/activeX/activeX1.xml", b"<ax:ocx/>", Why::Control),
        ("word/_rels/document.xml.rels", control.as_bytes(), Why::Control),
        ("word/_rels/document.xml.rels", chunk.as_bytes(), Why::Foreign),
        (TYPES, html.as_bytes(), Why::Foreign),
        (TYPES, mail.as_bytes(), Why::Foreign),
        ("xl/connections.xml", b"<connections/>", Why::External),
        ("xl/externalLinks/externalLink1.xml", b"<externalLink/>", Why::External),
        ("word/a.dat", hidden.as_bytes(), Why::External),
        ("word/a.xml", entity.as_bytes(), Why::External),
    ];
    for (name, content, why) in cases {
        let rest =
            [(TYPES, KINDS.as_bytes()), ("word/document.xml", &b"<w/>"[..])].into_iter().filter(|(it, _)| *it != name);
        let entries: Vec<(&str, &[u8])> = rest.chain([(name, content)]).chain([("word/z.xml", &b"<z/>"[..])]).collect();
        for piece in [1, 7, 32 * 1024] {
            assert_eq!(look_in(&WORD, &deflated(&entries), piece), refused(name, why), "{name} {piece}");
        }
    }
}

/// F10: a name that opens a program or a connection is refused in any folder, whatever the file holds.
#[test]
fn a_name_that_opens_something_is_refused_inside() {
    for ending in "rdp lnk url msc webloc jnlp xbap wll msp accde ps1xml py iqy library-ms".split(' ') {
        let name = format!("folder/a.{ending}");
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            let bytes = made(&[("readme.txt", b"text"), (&name, b"full address:s:x")], method);
            assert_eq!(look(&bytes), refused(&name, Why::Program), "{method:?}");
        }
    }
}
