//! The forms of a text: the stored form, and the form used for searches and comparisons.

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization as _;

use crate::characters::{chooses, is_invisible, is_joiner, is_selector, is_tag, joins};

/// Flags of regions are this one with tags behind it.
const FLAG: char = '\u{1f3f4}';
/// The tag that ends them.
const LAST_TAG: char = '\u{e007f}';
/// Letters and figures of a region, at most.
const LONGEST: usize = 6;
/// Hangul syllables, which case folding does not change.
const HANGUL_FIRST: char = '가';
const HANGUL_LAST: char = '힣';

/// The text without invisible characters, composed (NFC) and trimmed, so that texts that look alike are equal.
/// Joiners, variation selectors and tags stay where they have an effect, as in emoji and some scripts.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut kept: String = text.chars().filter(|&c| !is_invisible(c)).nfc().collect();
    if kept.chars().any(shapes) {
        // Characters that were separated by a removed character may now compose.
        kept = shaped(&kept).nfc().collect();
    }
    let trimmed = kept.trim();
    if trimmed.len() == kept.len() { kept } else { trimmed.to_owned() }
}

/// The text without joiners, selectors and tags that have no effect.
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

/// The leading tags that spell the region of a flag: letters and digits, and the final tag.
fn region(text: &str) -> Option<&str> {
    let spells = |c: char| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}');
    let (end, last) = text.char_indices().take(LONGEST + 1).find(|(_, c)| !spells(*c))?;
    (end > 0 && last == LAST_TAG).then(|| &text[..end + LAST_TAG.len_utf8()])
}

/// Whether a character is invisible and shapes its neighbours.
fn shapes(c: char) -> bool {
    is_joiner(c) || is_selector(c)
}

/// The stored form of a text: see [`visible`]; every line break is `\n`.
#[must_use]
pub fn stored(text: &str) -> String {
    let stored = visible(text);
    if stored.contains("\r\n") { stored.replace("\r\n", "\n") } else { stored }
}

/// The form in which searches and `:` compare texts, on both sides, so that texts that read alike are equal: NFKC, so
/// that `㎏` is `kg`, full width is half width and decomposed is composed; case folding, so that `STRASSE` is
/// `straße`; no invisible characters; and single blanks.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.chars().all(|c| c.is_ascii() || (HANGUL_FIRST..=HANGUL_LAST).contains(&c)) {
        return with_single_blanks(text.chars().map(|c| c.to_ascii_lowercase()));
    }
    let compatible: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
    // Case folding may decompose composed characters.
    with_single_blanks(UniCase::unicode(compatible).to_folded_case().nfkc())
}

fn with_single_blanks(text: impl Iterator<Item = char>) -> String {
    let mut single = String::with_capacity(text.size_hint().0);
    let mut blank = false;
    for c in text {
        if c.is_whitespace() || c == '\0' {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            single.push(' ');
        }
        single.push(c);
    }
    single
}

#[cfg(test)]
mod tests;
