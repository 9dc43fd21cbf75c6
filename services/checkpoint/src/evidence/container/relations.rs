//! The references from parts of an office document.

use super::fault::Why;

/// Whether an entry lists the references of the part beside it; its name in lower case.
pub(super) fn is_relations(name: &str) -> bool {
    name.ends_with(".rels")
}

/// The kinds of parts inside the document that run, fetch or bring in something when it is opened, by the end of
/// their type.
const INSIDE: [(&str, Why); 15] = [
    ("afchunk", Why::Foreign),
    ("control", Why::Control),
    ("activexcontrolbinary", Why::Control),
    ("oleobject", Why::Compound),
    ("vbaproject", Why::Macro),
    ("wordvbadata", Why::Macro),
    ("attachedtoolbars", Why::Macro),
    ("xlmacrosheet", Why::Macro),
    ("xlintlmacrosheet", Why::Macro),
    ("connections", Why::External),
    ("querytable", Why::External),
    ("externallink", Why::External),
    ("externallinkpath", Why::External),
    ("webextension", Why::External),
    ("webextensiontaskpanes", Why::External),
];

/// The reason to refuse a document with these references, if there is one. Every outside target counts except a link
/// that a person has to click. The text may be UTF-8 or UTF-16. A document type counts too, because it could define
/// further targets, and so does a type spelled with references (`&#67;ontrol`).
pub(super) fn refers(content: &[u8]) -> Option<Why> {
    let text: Vec<u8> = content.iter().copied().filter(|byte| *byte != 0).collect();
    let text = String::from_utf8_lossy(&text).to_ascii_lowercase();
    if text.contains("<!doctype") {
        return Some(Why::External);
    }
    text.split('<').skip(1).map(attributes).find_map(|found| refused(&found))
}

fn refused(attributes: &[(&str, &str)]) -> Option<Why> {
    let value = |name: &str| attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let kind = value("type").unwrap_or_default().trim();
    let outside = value("targetmode").is_some_and(|mode| mode != "internal");
    if (outside && !kind.ends_with("/relationships/hyperlink")) || kind.contains('&') {
        return Some(Why::External);
    }
    let last = kind.rsplit('/').next().unwrap_or_default();
    INSIDE.iter().find(|(end, _)| *end == last).map(|(_, why)| *why)
}

/// The attributes of an element, given its text.
fn attributes(element: &str) -> Vec<(&str, &str)> {
    let mut found = vec![];
    let mut rest = element.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
    while let Some((name, value)) = rest.split_once('=') {
        let value = value.trim_start();
        let Some(quote @ ('"' | '\'')) = value.chars().next() else { break };
        let Some((inside, later)) = value[1..].split_once(quote) else { break };
        found.push((name.trim(), inside));
        rest = later;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F10: only links that a person clicks may lead out of a document.
    #[test]
    fn only_links_lead_out() {
        let one = |kind: &str, target: &str, mode: &str| {
            let kind = format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}");
            format!(
                "<Relationships><Relationship Id='r1' Type = \"{kind}\" Target=\"{target}\" {mode}/></Relationships>"
            )
        };
        const OUTSIDE: Option<Why> = Some(Why::External);
        const OUT: &str = "TargetMode='External'";
        let cases = [
            (one("image", "media/image1.png", ""), None),
            (one("image", "media/image1.png", "TargetMode=\"Internal\""), None),
            (one("hyperlink", "https://example.org/?a=1&amp;b=2", OUT), None),
            (one("attachedTemplate", "https://example.org/a.dotm", OUT), OUTSIDE),
            (one("attachedTemplate", "https://example.org/relationships/hyperlink", OUT), OUTSIDE),
            (one("image", "https://example.org/a.png", OUT), OUTSIDE),
            (one("oleObject", "file:///x", "TargetMode=\"&#69;xternal\""), OUTSIDE),
            (one("externalLinkPath", "a.xlsx", "\n targetmode\t=\n'EXTERNAL'"), OUTSIDE),
            (one("hyper&#108;ink", "x", OUT), OUTSIDE),
            (format!("<!DOCTYPE a [<!ENTITY b 'External'>]>{}", one("image", "a", "")), OUTSIDE),
            (one("hyperlink", "https://example.org/", "TargetMode='External' TargetMode='Internal'"), None),
            (one("control", "activeX/activeX1.xml", ""), Some(Why::Control)),
            (one("aFChunk", "/word/a.dat", ""), Some(Why::Foreign)),
            (one("aFChun&#107;", "/word/a.dat", ""), OUTSIDE),
            (one("connections", "connections.xml", ""), OUTSIDE),
            (one("externalLink", "externalLinks/externalLink1.xml", ""), OUTSIDE),
            (one("oleObject", "embeddings/a.bin", ""), Some(Why::Compound)),
            (one("ctrlProp", "../ctrlProps/ctrlProp1.xml", ""), None),
            (one("styles", "styles.xml", ""), None),
            (String::new(), None),
        ];
        for (text, expected) in cases {
            assert_eq!(refers(text.as_bytes()), expected, "{text}");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(refers(&wide), expected, "UTF-16 {text}");
        }
    }
}
