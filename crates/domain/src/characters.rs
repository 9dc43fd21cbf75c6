//! Which characters a text may have, and which of them a reader sees.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory as _};

/// Characters that steer a terminal, break lines out of turn or reorder what a reader sees.
#[must_use]
pub fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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

/// Joins the characters before and after it, or keeps them apart.
#[must_use]
pub const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Chooses a form of the character before it.
#[must_use]
pub const fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

/// A character of no agreed form: for private use, which each font shows as something else, or none at all by Unicode.
#[must_use]
pub fn is_formless(c: char) -> bool {
    let noncharacter = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    noncharacter || c.general_category() == GeneralCategory::PrivateUse
}

/// A character that a reader sees though it stands alone: a letter, figure or sign. Marks and the later parts of a Hangul
/// syllable need one before them, and what is not assigned yet shows as a box.
#[must_use]
pub fn is_base(c: char) -> bool {
    let (later_part, blank) = (
        matches!(c, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}'),
        matches!(c, '\u{13441}' | '\u{13442}' | '\u{1d159}'),
    );
    let group = c.general_category_group();
    let shown = matches!(
        group,
        GeneralCategoryGroup::Letter
            | GeneralCategoryGroup::Number
            | GeneralCategoryGroup::Punctuation
            | GeneralCategoryGroup::Symbol
    );
    shown && !later_part && !blank && !is_invisible(c)
}

/// The first character of no agreed form, as `U+E000`.
#[must_use]
pub fn formless_in(text: &str) -> Option<String> {
    text.chars().find(|&c| is_formless(c)).map(|c| format!("U+{:04X}", u32::from(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_seen_though_it_stands_alone() {
        for seen in "aZ0é해ㄱ\u{1100}金あ한!?~^`€→👩🏽\u{ffa1}٣ก".chars() {
            assert!(is_base(seen) && !is_formless(seen), "{seen:?}");
        }
        let alone = "\u{301}\u{20dd}\u{903}\u{302e}\u{d7b0}\u{d7fb}\u{1161}\u{11ff}\u{378}\u{e0fff}\u{200d}\u{fe0f} \u{3000}\u{200b}\u{2800}\
                     \u{3164}\u{e000}\u{ffff}\u{fdd0}\u{10fffd}\u{1d159}\n";
        for unseen in alone.chars() {
            assert!(!is_base(unseen), "{unseen:?}");
        }
    }

    #[test]
    fn what_has_no_agreed_form_is_named() {
        let formless = [
            "\u{e000}",
            "\u{f8ff}",
            "\u{f0000}",
            "\u{10fffd}",
            "\u{fdd0}",
            "\u{fdef}",
            "\u{fffe}",
            "\u{ffff}",
            "\u{1fffe}",
            "\u{10ffff}",
        ];
        for one in formless {
            assert!(formless_in(&format!("해태{one}")).is_some(), "{one:?}");
        }
        assert_eq!(formless_in("a\u{e000}\u{ffff}").as_deref(), Some("U+E000"));
        assert_eq!(formless_in("\u{10ffff}").as_deref(), Some("U+10FFFF"));
        assert_eq!(formless_in("해태 \u{fffd}\u{378}👩\u{200d}🔧"), None);
    }
}
