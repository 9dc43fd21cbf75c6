use super::*;

/// F14: NFKC and case folding of the whole text, whatever character is in it, and blanks and what shows nothing left out.
#[test]
fn every_character_is_folded_as_the_standard_says() {
    for c in '\0'..=char::MAX {
        let text = format!("a{c}b");
        let compatible: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
        let folded: String = UniCase::unicode(compatible).to_folded_case().nfkc().collect();
        let words: Vec<_> = folded.split(|c: char| c.is_whitespace() || c == '\0').filter(|w| !w.is_empty()).collect();
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

/// A text that is stored is stored as it is.
#[test]
fn a_stored_text_stays_as_it_is() {
    for (text, kept) in [
        ("\u{110b}\u{1163}\u{11bc}\u{1112}\u{1169}", "양호"),
        (" 관리자\u{200b} 화면\r\n열림 ", "관리자 화면\n열림"),
        ("\u{feff}👩\u{200d}🔧 점검\u{200d}", "👩\u{200d}🔧 점검"),
        ("e\u{200b}\u{301}", "é"),
    ] {
        assert_eq!((stored(text).as_str(), stored(kept).as_str()), (kept, kept), "{text:?}");
    }
}
