//! The content of one page.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A page as far as it names other things.
pub(super) struct Page {
    /// The targets of its links.
    pub(super) links: Vec<String>,
    /// Its headings, as links name them.
    pub(super) headings: BTreeSet<String>,
    /// All code, inline or in blocks.
    pub(super) code: Vec<String>,
}

impl Page {
    #[expect(clippy::wildcard_enum_match_arm, reason = "whatever else there is in a page names nothing")]
    pub(super) fn read(text: &str) -> Self {
        let mut page = Self { links: Vec::new(), headings: BTreeSet::new(), code: Vec::new() };
        let (mut heading, mut block) = (None::<String>, None::<String>);
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(dest_url.into_string());
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => page.headings.extend(heading.take().map(|text| anchor(&text))),
                Event::Start(Tag::CodeBlock(_)) => block = Some(String::new()),
                Event::End(TagEnd::CodeBlock) => page.code.extend(block.take()),
                Event::Text(text) => {
                    for open in [&mut heading, &mut block].into_iter().flatten() {
                        open.push_str(&text);
                    }
                }
                Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                    page.code.push(text.into_string());
                }
                _ => {}
            }
        }
        page
    }
}

/// A heading as a link names it, the way that forges make it: lower case, hyphens for blanks, no punctuation.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}
