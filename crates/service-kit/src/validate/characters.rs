//! Which characters a reader sees, and a text without those that show nothing.

use unicode_normalization::UnicodeNormalization as _;

/// Characters that steer a terminal, break lines out of turn or reorder what a reader sees.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

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

/// Characters that show nothing and shape nothing: zero-width spaces, soft hyphens, fillers, and what Unicode reserves for
/// such characters.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{2800}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e001f}' | '\u{e0080}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// Whether a reader sees the character by itself.
pub(super) fn is_seen(c: char) -> bool {
    !c.is_whitespace() && !is_invisible(c) && !is_control(c) && !is_joiner(c) && !is_selector(c)
}

/// Joins the characters before and after it, or keeps them apart.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Chooses a form of the character before it.
const fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}
