//! Pages and scripts: text that a browser renders or an interpreter runs.

use std::borrow::Cow;

use haetae_domain::characters::is_invisible;

/// Elements that make a browser render a text that begins with them.
const PAGES: [&str; 23] = [
    "html",
    "head",
    "body",
    "script",
    "iframe",
    "frameset",
    "svg",
    "object",
    "embed",
    "applet",
    "form",
    "meta",
    "link",
    "base",
    "style",
    "title",
    "img",
    "video",
    "audio",
    "input",
    "template",
    "marquee",
    "worddocument",
];
/// Those that also count with a namespace prefix. The others do not, because other XML uses such names: HWPX has
/// `hh:head`.
const PREFIXED: [&str; 4] = ["html", "svg", "script", "worddocument"];
/// The bytes in which PDF readers look for the beginning of a PDF.
const PDF_WITHIN: usize = 1_024;

/// Whether a text begins with markup of any kind: an element, a comment, a declaration, or server code (`<?php`, `<%`).
pub(super) fn markup(head: &[u8]) -> bool {
    let text = decoded(head);
    let next = trimmed(&text).strip_prefix('<').and_then(|rest| rest.chars().next());
    next.is_some_and(|c| c.is_ascii_alphabetic() || "!?/%".contains(c))
}

/// Whether a text is a page: its first element, after any comments, declarations and blanks, is an element of a page.
pub(super) fn page(head: &[u8]) -> bool {
    let text = decoded(head);
    let mut rest = trimmed(&text);
    while let Some(tag) = rest.strip_prefix('<') {
        let word: String = tag.chars().take_while(|c| !c.is_whitespace() && *c != '>').take(40).collect();
        let word = word.to_ascii_lowercase();
        let end = if word.starts_with("!--") { "-->" } else { ">" };
        if word.starts_with("!doctype") {
            let kind = tag.split('>').next().unwrap_or_default().to_ascii_lowercase();
            if kind.contains("html") || kind.contains("svg") {
                return true;
            }
        } else if word.starts_with('%') || (word.starts_with('?') && word.trim_end_matches('?') != "?xml") {
            return true; // `<%`, `<?php`, `<?mso-application`, `<?xml-stylesheet`
        } else if !word.starts_with(['!', '/', '?']) {
            let name = word.trim_end_matches('/');
            return name.split_once(':').map_or(PAGES.contains(&name), |(_, name)| PREFIXED.contains(&name));
        }
        // A comment that does not end within the first bytes hides the element after it.
        let Some((_, later)) = tag.split_once(end) else { return word.starts_with("!--") };
        rest = trimmed(later);
    }
    false
}

/// Whether a text is a script that names its interpreter, or a document of another kind in text form.
pub(super) fn document(head: &[u8]) -> bool {
    let text = decoded(&head[..head.len().min(PDF_WITHIN)]);
    let begins = trimmed(&text);
    let echo = begins.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("@echo"));
    let other = ["#!", "%!PS", "{\\rtf"].iter().any(|start| begins.starts_with(start));
    echo || other || text.lines().any(|line| trimmed(line).starts_with("%PDF-"))
}

/// The bytes as text; of UTF-16 only the ASCII characters, in which markup is written.
fn decoded(head: &[u8]) -> Cow<'_, str> {
    match head {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'<', ..] | [b'<', 0, ..] => {
            head.iter().filter(|byte| byte.is_ascii() && **byte != 0).map(|byte| char::from(*byte)).collect()
        }
        _ => String::from_utf8_lossy(head),
    }
}

/// The text without leading blanks and invisible characters.
fn trimmed(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F10: a page is known behind comments, declarations, blanks and marks, in any case and in UTF-16; prose and data are not
    /// taken for one.
    #[test]
    fn pages_are_known_whatever_stands_before_them() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let pages: [&[u8]; 19] = [
            b"<html>",
            b"<!-- --><html>",
            b"<!-- a --> <!-- <b> -->\r\n\t<SVG onload=alert(1)>",
            b"\xef\xbb\xbf\xef\xbb\xbf \xc2\xa0<script>",
            b"<?xml version='1.0'?><!DOCTYPE x><svg:svg>",
            b"<?xml version='1.0'?>\n<h:html xmlns:h='http://www.w3.org/1999/xhtml'>",
            b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w/>",
            b"<?xml-stylesheet href='a.xsl'?><a/>",
            b"<!doctype HTML>",
            b"<!DOCTYPE svg PUBLIC ''>",
            b"<!x><iframe/>",
            b"</x><body>",
            b"<?php system('id');",
            b"<?= 1 ?>",
            b"<% Response %>",
            b"<!-- never closed",
            b"\xe2\x80\x8b<img src=x onerror=alert(1)>",
            &[b"\xff\xfe", &wide("<html>")[..]].concat(),
            &wide("<!-- --><html>"),
        ];
        for page_bytes in pages {
            assert!(page(page_bytes) && markup(page_bytes), "{}", String::from_utf8_lossy(page_bytes));
        }
        let harmless: [&[u8]; 8] = [
            b"<134>Oct 11 22:14:15 fw01: denied",
            b"< 10 ms",
            b"a <html> later",
            b"<= limit",
            b"<\xed\x95\xb4>",
            b"",
            b"<",
            b"name,<script>",
        ];
        for text in harmless {
            assert!(!page(text) && !markup(text), "{}", String::from_utf8_lossy(text));
        }
        let office =
            [&b"<?xml version='1.0'?><styleSheet xmlns='x'>"[..], b"<?xml version='1.0'?><hh:head xmlns:hh='x'>"];
        for data in [office[0], office[1], b"<?xml version='1.0'?><nmaprun>", b"<!-- note --># Title", b"<a/>"] {
            assert!(!page(data) && markup(data), "{}", String::from_utf8_lossy(data));
        }
        for other in [&b" #!/bin/sh"[..], b"@ECHO off", b"{\\rtf1", b"%!PS", b"line\n%PDF-1.7"] {
            assert!(document(other), "{}", String::from_utf8_lossy(other));
        }
        assert!(!document(b"found %PDF-1.7 in the body"));
    }
}
