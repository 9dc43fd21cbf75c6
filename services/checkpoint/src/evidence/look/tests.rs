use proptest::prelude::*;

use super::*;
use crate::evidence::Kinds;

fn look(media_type: &str, blocks: &[&[u8]]) -> Result<(), Contradiction> {
    let size = blocks.iter().map(|block| block.len() as u64).sum();
    let mut look = Look::new(Kinds::all().get(media_type).expect("a kind"), size);
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
    let refused = Err(Contradiction::Inside(FileFault::whole(Why::Macro)));
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
