//! Checks whether characters are visible to a reader, and whether a text is in its stored form.

use haetae_domain::{
    characters::{formless_in, is_base, is_control, is_invisible, is_joiner, is_selector},
    normal::stored,
};

/// Whether a text equals its stored form.
pub(crate) fn is_stored(text: &str) -> bool {
    let printed = text.bytes().all(|byte| byte.is_ascii() && byte != b'\r');
    if printed { text.trim() == text } else { stored(text) == text }
}

/// Whether every character of the text is visible to a reader, with single blanks between them. Such texts never
/// differ only in invisible characters. Joiners and variation selectors, which multi-character emoji need, are
/// rejected.
pub(crate) fn is_plain(text: &str) -> bool {
    text.split(' ').all(|word| !word.is_empty() && word.chars().all(is_seen))
}

/// Whether a stored text is empty, or has a visible character and only characters with an assigned form.
pub(crate) fn is_readable(stored: &str) -> bool {
    stored.is_empty() || (formless_in(stored).is_none() && stored.chars().any(is_base))
}

/// Whether the character is visible on its own.
fn is_seen(c: char) -> bool {
    !c.is_whitespace() && !is_invisible(c) && !is_control(c) && !is_joiner(c) && !is_selector(c)
}
