//! Text as the database keeps it: in NFC, so that equal words are equal bytes, and without U+0000, which it cannot hold.

use std::borrow::Cow;

use haetae_domain::ids::Person;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// The text to store and to compare with what is stored.
pub(crate) fn clean(text: String) -> String {
    match cleaned(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(cleaned) => cleaned,
    }
}

/// [`clean`] for both names of a person.
pub(crate) fn clean_person(person: Person) -> Person {
    Person { subject: clean(person.subject), name: clean(person.name) }
}

fn cleaned(text: &str) -> Cow<'_, str> {
    let normal = text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes;
    if normal && !text.contains('\0') {
        return Cow::Borrowed(text);
    }
    let shown = |c| if c == '\0' { char::REPLACEMENT_CHARACTER } else { c };
    Cow::Owned(text.nfc().map(shown).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_composed_and_can_be_stored() {
        assert_eq!(clean("\u{1112}\u{1162}\u{1110}\u{1162}".into()), "해태");
        assert_eq!(clean("a\0b".into()), "a\u{fffd}b");
        assert_eq!(clean("보안성 검토".into()), "보안성 검토");
    }
}
