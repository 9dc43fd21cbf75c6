//! Which characters a reader sees, and a text without those that show nothing.

use haetae_domain::characters::{
    chooses, formless_in, is_base, is_control, is_invisible, is_joiner, is_selector, is_tag, joins,
};
use unicode_normalization::UnicodeNormalization as _;

/// Flags of regions are this one with tags behind it.
const FLAG: char = '\u{1f3f4}';
/// The tag that ends them.
const LAST_TAG: char = '\u{e007f}';
/// Letters and figures of a region, at most.
const LONGEST: usize = 6;

/// The text without characters that show nothing, composed (NFC) and without blanks at its ends, so that texts that look
/// alike are alike. Joiners, variation selectors and tags stay where they shape something, as in emoji and some scripts.
pub(crate) fn visible(text: &str) -> String {
    let mut kept: String = text.chars().filter(|&c| !is_invisible(c)).nfc().collect();
    if kept.chars().any(shapes) {
        // What was kept apart by a character that is gone may compose.
        kept = shaped(&kept).nfc().collect();
    }
    let trimmed = kept.trim();
    if trimmed.len() == kept.len() { kept } else { trimmed.to_owned() }
}

/// The text without joiners that join nothing, selectors that choose nothing, and tags that spell no region of a flag.
fn shaped(text: &str) -> String {
    let (mut kept, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(c) = rest.chars().next() {
        let (before, after) = (kept.chars().next_back(), &rest[c.len_utf8()..]);
        let next = after.chars().next();
        let region = if is_tag(c) && before == Some(FLAG) { region(rest) } else { None };
        if let Some(region) = region {
            kept.push_str(region);
            rest = &rest[region.len()..];
            continue;
        }
        let stays = match before.zip(next) {
            _ if !shapes(c) => true,
            Some((before, next)) if is_joiner(c) => joins(before, c, next),
            _ => !is_joiner(c) && !is_tag(c) && before.is_some_and(|before| chooses(before, c, next)),
        };
        if stays {
            kept.push(c);
        }
        rest = after;
    }
    kept
}

/// The tags at the beginning that spell a region: letters and figures, and the one that ends them.
fn region(text: &str) -> Option<&str> {
    let spells = |c: char| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}');
    let (end, last) = text.char_indices().take(LONGEST + 1).find(|(_, c)| !spells(*c))?;
    (end > 0 && last == LAST_TAG).then(|| &text[..end + LAST_TAG.len_utf8()])
}

/// Whether a character shows nothing itself and shapes its neighbours.
fn shapes(c: char) -> bool {
    is_joiner(c) || is_selector(c)
}

/// A text as it is stored: see [`visible`], and every line break is `\n`.
pub(crate) fn stored(text: &str) -> String {
    let stored = visible(text);
    if stored.contains("\r\n") { stored.replace("\r\n", "\n") } else { stored }
}

/// Whether a text is already what would be stored of it.
pub(crate) fn is_stored(text: &str) -> bool {
    let printed = text.bytes().all(|byte| byte.is_ascii() && byte != b'\r');
    if printed { text.trim() == text } else { stored(text) == text }
}

/// Whether a reader sees every character of the text, and single blanks between them: no other text looks like it because of
/// what shows nothing. Joiners and variation selectors do not pass, which emoji of several characters need.
pub(crate) fn is_plain(text: &str) -> bool {
    text.split(' ').all(|word| !word.is_empty() && word.chars().all(is_seen))
}

/// Whether a stored text is empty, or a reader sees something of it and every character has an agreed form.
pub(crate) fn is_readable(stored: &str) -> bool {
    stored.is_empty() || (formless_in(stored).is_none() && stored.chars().any(is_base))
}

/// Whether a reader sees the character by itself.
fn is_seen(c: char) -> bool {
    !c.is_whitespace() && !is_invisible(c) && !is_control(c) && !is_joiner(c) && !is_selector(c)
}
