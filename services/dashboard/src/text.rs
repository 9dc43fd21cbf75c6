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

/// The text as searches compare it: small letters, blanks as one, and every Hangul syllable as its initial, medial and
/// final sound, with a filler where there is no final. A part of a word is then a part of its spelling and nothing else
/// is (가 is not in 각), and two syllables are long enough for an index of three characters.
pub(crate) fn spell(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len() * 2);
    let mut blank = false;
    for c in text.nfc().flat_map(char::to_lowercase) {
        if c.is_whitespace() || c == '\0' {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            spelled.push(' ');
        }
        match syllable(c) {
            Some(sounds) => spelled.extend(sounds),
            None => spelled.push(c),
        }
    }
    spelled
}

/// The sounds of a Hangul syllable, by the arithmetic of the Unicode standard, section 3.12.
fn syllable(c: char) -> Option<[char; 3]> {
    const SYLLABLES: std::ops::RangeInclusive<char> = '가'..='힣';
    const MEDIALS: u32 = 21;
    const FINALS: u32 = 28;
    let index = SYLLABLES.contains(&c).then(|| u32::from(c) - u32::from('가'))?;
    let at = |first: u32, offset| char::from_u32(first + offset);
    let (initial, medial, last) = (index / (MEDIALS * FINALS), index / FINALS % MEDIALS, index % FINALS);
    // The filler is a letter that occurs in no syllable.
    let last = if last == 0 { Some('\u{1160}') } else { at(0x11a7, last) };
    Some([at(0x1100, initial)?, at(0x1161, medial)?, last?])
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
    fn a_part_of_a_text_is_a_part_of_its_spelling_and_nothing_else_is() {
        let found = |part: &str, text: &str| spell(text).contains(&spell(part));
        assert!(found("결제", "간편 결제 서비스"));
        assert!(found("\u{1100}\u{1167}\u{11af}제", "간편결제"));
        assert!(found("편 결", "간편 \n 결제"));
        assert!(found("PAY", "payment"));
        assert!(!found("가", "각"));
        assert!(!found("하", "해태"));
        assert_eq!(spell("각가a"), "\u{1100}\u{1161}\u{11a8}\u{1100}\u{1161}\u{1160}a");
        assert_eq!(spell("힣").chars().count(), 3);
    }
}
