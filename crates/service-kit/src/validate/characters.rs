//! Which characters a reader sees, and whether a text is in its stored form.

use haetae_domain::{
    characters::{formless_in, is_base, is_control, is_invisible, is_joiner, is_selector},
    normal::stored,
};

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
