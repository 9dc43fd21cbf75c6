//! Text as the database keeps it: in NFC, so that equal words are equal bytes, and without U+0000, which it cannot hold. And
//! as it is searched, in the one form of [`fold`].

use std::borrow::Cow;

use haetae_domain::characters::is_invisible;
use haetae_domain::ids::Person;
use unicase::UniCase;
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

/// Syllables, which fold to themselves.
const HANGUL_FIRST: char = '가';
const HANGUL_LAST: char = '힣';

/// The text as searches and `:` compare it, on both sides: what reads alike is alike. That is NFKC, so that `㎏` is `kg`, full
/// width is half width and decomposed is composed; case folding, so that `STRASSE` is `straße`; no invisible characters;
/// and blanks as one.
pub(crate) fn fold(text: &str) -> String {
    if text.chars().all(|c| c.is_ascii() || (HANGUL_FIRST..=HANGUL_LAST).contains(&c)) {
        return with_single_blanks(text.chars().map(|c| c.to_ascii_lowercase()));
    }
    let compatible: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
    // Folding may decompose what was composed.
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

/// Several folded texts as one, each on a line of its own: a search finds nothing that begins in one and ends in the next.
pub(crate) fn lines<const N: usize>(texts: [&str; N]) -> String {
    texts.map(fold).join("\n")
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

    /// F14: NFKC and case folding of the whole text, whatever character is in it, and blanks and what shows nothing left out.
    #[test]
    fn every_character_is_folded_as_the_standard_says() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            let compatible: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
            let folded: String = UniCase::unicode(compatible).to_folded_case().nfkc().collect();
            let words: Vec<_> =
                folded.split(|c: char| c.is_whitespace() || c == '\0').filter(|w| !w.is_empty()).collect();
            assert_eq!(fold(&text), words.join(" "), "U+{:04X}", u32::from(c));
        }
    }

    /// F14: what reads alike is found by either way of writing it.
    #[test]
    fn what_reads_alike_folds_alike() {
        for alike in [
            &["㎏", "kg", "KG", "ＫＧ"][..],
            &["한", "\u{1112}\u{1161}\u{11ab}", "하\u{11ab}"],
            &["ㄱ", "\u{1100}", "ﾡ"],
            &["straße", "STRASSE", "Straẞe"],
            &["ΣΊΣΥΦΟΣ", "σίσυφος"],
            &["ﬁle", "FILE"],
            &["①", "1"],
            &["결제\u{200b} 개편", "결제 \u{3000}개편", "결제\u{ad} 개편"],
            &["é", "e\u{301}", "É"],
        ] {
            for one in alike {
                assert_eq!(fold(one), fold(alike[0]), "{one:?} and {:?}", alike[0]);
            }
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
