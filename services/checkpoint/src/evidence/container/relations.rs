//! The references from parts of an office document.

/// Whether an entry lists the references of the part beside it; its name in lower case.
pub(super) fn is_relations(name: &str) -> bool {
    name.ends_with(".rels")
}

/// Whether opening the document fetches something from outside it. Every outside target counts except a link that a person has to
/// click. The text may be UTF-8 or UTF-16. A document type counts too, because it could define further targets.
pub(super) fn follows(content: &[u8]) -> bool {
    let text: Vec<u8> = content.iter().copied().filter(|byte| *byte != 0).collect();
    let text = String::from_utf8_lossy(&text).to_ascii_lowercase();
    text.contains("<!doctype") || text.split('<').skip(1).map(attributes).any(|found| is_followed(&found))
}

fn is_followed(attributes: &[(&str, &str)]) -> bool {
    let value = |name: &str| attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let outside = value("targetmode").is_some_and(|mode| mode != "internal");
    let clicked = value("type").is_some_and(|kind| kind.ends_with("/relationships/hyperlink"));
    outside && !clicked
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
        const OUT: &str = "TargetMode='External'";
        let cases = [
            (one("image", "media/image1.png", ""), false),
            (one("image", "media/image1.png", "TargetMode=\"Internal\""), false),
            (one("hyperlink", "https://example.org/?a=1&amp;b=2", OUT), false),
            (one("attachedTemplate", "https://example.org/a.dotm", OUT), true),
            (one("attachedTemplate", "https://example.org/relationships/hyperlink", OUT), true),
            (one("image", "https://example.org/a.png", OUT), true),
            (one("oleObject", "file:///x", "TargetMode=\"&#69;xternal\""), true),
            (one("externalLinkPath", "a.xlsx", "\n targetmode\t=\n'EXTERNAL'"), true),
            (one("hyper&#108;ink", "x", OUT), true),
            (format!("<!DOCTYPE a [<!ENTITY b 'External'>]>{}", one("image", "a", "")), true),
            (String::new(), false),
        ];
        for (text, expected) in cases {
            assert_eq!(follows(text.as_bytes()), expected, "{text}");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(follows(&wide), expected, "UTF-16 {text}");
        }
    }
}
