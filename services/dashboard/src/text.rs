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

/// Syllables, which have no small letters.
const HANGUL_FIRST: char = '가';
const HANGUL_LAST: char = '힣';

/// The text as searches compare it: composed, small letters, blanks as one.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut blank = false;
    let mut push = |c: char| {
        if c.is_whitespace() || c == '\0' {
            blank = true;
            return;
        }
        if std::mem::take(&mut blank) {
            folded.push(' ');
        }
        folded.push(c);
    };
    let mut push_small = |c: char| match c {
        '\0'..='\x7f' => push(c.to_ascii_lowercase()),
        HANGUL_FIRST..=HANGUL_LAST => push(c),
        _ => c.to_lowercase().for_each(&mut push),
    };
    if is_composed(text) {
        text.chars().for_each(push_small);
    } else {
        text.nfc().for_each(&mut push_small);
    }
    folded
}

/// The neighbouring characters in every word of a folded text, as numbers, each once and in order. A text holds all pairs
/// of each of its parts: an index of them finds parts of two characters, the length of most Korean words, and only what
/// it finds has to be compared. Two pairs may share a number.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_composed_and_can_be_stored() {
        assert_eq!(clean("\u{1112}\u{1162}\u{1110}\u{1162}".into()), "해태");
        assert_eq!(clean("a\0b".into()), "a\u{fffd}b");
        assert_eq!(clean("보안성 검토".into()), "보안성 검토");
    }

    #[test]
    fn a_part_of_a_text_is_found_in_it_and_nothing_else_is() {
        let found = |part: &str, text: &str| fold(text).contains(&fold(part));
        assert!(found("결제", "간편 결제 서비스"));
        assert!(found("\u{1100}\u{1167}\u{11af}제", "간편결제"));
        assert!(found("편 결", "간편 \n 결제"));
        assert!(found("PAY", "payment"));
        assert!(!found("가", "각"));
        assert!(!found("하", "해태"));
    }

    #[test]
    fn every_character_is_folded_as_the_standard_says() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            let lower: String = text.nfc().flat_map(char::to_lowercase).collect();
            let expected = if c.is_whitespace() || c == '\0' { "a b".to_owned() } else { lower };
            assert_eq!(fold(&text), expected, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn a_text_has_every_pair_of_its_parts() {
        let has = |text: &str, part: &str| {
            let pairs = pairs(&fold(text));
            super::pairs(&fold(part)).iter().all(|pair| pairs.contains(pair))
        };
        assert!(has("간편 결제 서비스", "결제"));
        assert!(has("간편 결제 서비스", "편 결"));
        assert!(has("Card PAYMENT", "payment"));
        assert!(!has("간편 결제 서비스", "제결"));
        assert_eq!(pairs("가나 다 가나"), [number('가', '나')]);
        assert!(pairs("a b").is_empty());
    }
}
