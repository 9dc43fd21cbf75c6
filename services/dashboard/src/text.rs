//! Texts as the database stores them: in NFC, so that equal words have equal bytes, and without U+0000, which it
//! cannot store. For searches, they are in the form of [`fold`].

use std::borrow::Cow;

use haetae_domain::ids::Person;
pub(crate) use haetae_domain::normal::fold;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// The text to store, or to compare with stored ones.
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

/// Whether it is in NFC beyond doubt, as almost every text is.
fn is_composed(text: &str) -> bool {
    text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes
}

fn cleaned(text: &str) -> Cow<'_, str> {
    if is_composed(text) && !text.contains('\0') {
        return Cow::Borrowed(text);
    }
    let shown = |c| if c == '\0' { char::REPLACEMENT_CHARACTER } else { c };
    Cow::Owned(text.nfc().map(shown).collect())
}

/// Several folded texts joined, each on its own line, so that no match spans two texts.
pub(crate) fn lines<const N: usize>(texts: [&str; N]) -> String {
    texts.map(fold).join("\n")
}

/// The pairs of neighbouring characters in every word of a folded text, as numbers, each once and in order. A text
/// contains all pairs of each of its parts. An index over them therefore finds parts of two characters, the length of
/// most Korean words, and only its results have to be compared. Two pairs may have the same number.
pub(crate) fn pairs(folded: &str) -> Vec<i32> {
    let mut pairs = Vec::with_capacity(folded.len() / 2);
    let mut before = None;
    for c in folded.chars() {
        let letter = (!c.is_whitespace()).then_some(c);
        if let (Some(before), Some(letter)) = (before, letter) {
            pairs.push(number(before, letter));
        }
        before = letter;
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Exact for Hangul, Latin and everything else below U+10000.
fn number(first: char, second: char) -> i32 {
    (u32::from(first) << 16 ^ u32::from(second)).cast_signed()
}

/// A checkpoint as sentences name it, without its catalogue: people know APP-02:1 from the checklist.
pub(crate) fn checkpoint_name(key: &str) -> &str {
    key.split_once(':').map_or(key, |(_, name)| name)
}

#[cfg(test)]
mod tests;
