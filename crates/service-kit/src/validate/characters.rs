//! Which characters a reader sees, and a text without those that show nothing.

use haetae_domain::characters::{formless_in, is_base, is_control, is_invisible, is_joiner, is_selector};
use unicode_normalization::UnicodeNormalization as _;

/// The text without characters that show nothing, composed (NFC) and without blanks at its ends, so that texts that look
/// alike are alike. Joiners and variation selectors stay where they can shape something, as in emoji and some scripts: a joiner
/// between two characters, a selector after one.
pub(crate) fn visible(text: &str) -> String {
    let kept: String = text.chars().filter(|&c| !is_invisible(c)).nfc().collect();
    let blank = char::is_whitespace;
    let trimmed = kept.trim_start_matches(|c| blank(c) || is_joiner(c) || is_selector(c));
    let trimmed = trimmed.trim_end_matches(|c| blank(c) || is_joiner(c));
    if trimmed.len() == kept.len() { kept } else { trimmed.to_owned() }
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
