//! Which characters a text may contain, and which of them are visible.

use crate::text::Text;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeEmoji as _, UnicodeGeneralCategory as _};

/// Characters that control a terminal, break lines unexpectedly or reorder the displayed text.
#[must_use]
pub fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || turns(c)
}

/// Whether the character begins or ends a change of text direction. Removing it silently would display the text in
/// another order than its author saw, so it is refused.
const fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A character that texts must not contain, written as `U+202E`, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forbidden {
    /// The character.
    pub shown: String,
    /// Why it is refused.
    pub why: Text,
}

/// The first character for which [`is_control`] holds, except those in `allowed`.
#[must_use]
pub fn control_in(text: &str, allowed: impl Fn(char) -> bool) -> Option<Forbidden> {
    let c = text.chars().find(|&c| is_control(c) && !allowed(c))?;
    let why = if turns(c) {
        Text::new(
            "글의 방향을 바꾸는 문자는 쓸 수 없습니다.",
            "characters that change the direction of text are not allowed",
        )
    } else {
        Text::new("제어 문자는 쓸 수 없습니다.", "control characters are not allowed")
    };
    Some(Forbidden { shown: shown(c), why })
}

/// As Unicode names it: `U+202E`.
fn shown(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Invisible characters that shape nothing: zero-width spaces, soft hyphens, fillers, blank signs, all of Unicode's
/// format characters that neither join nor select a form, and the code points that Unicode reserves for such
/// characters.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    if c.is_ascii() || matches!(c, '가'..='힣') {
        return false;
    }
    let blank = matches!(c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2065}' | '\u{2800}'
        | '\u{3164}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}' | '\u{13440}'..='\u{13442}' | '\u{16fe4}' | '\u{1d159}'
        | '\u{e0000}'..='\u{e001f}' | '\u{e0080}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}');
    blank || (c.general_category() == GeneralCategory::Format && !is_control(c) && !is_joiner(c) && !is_selector(c))
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

/// Spells, in tags, the region of a flag that is written before it.
#[must_use]
pub const fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007f}')
}

/// Whether a selector (except a tag) has an effect: after an emoji it selects the picture or the plain form, after an
/// ideograph one of its variants, after other signs and letters one of the few forms that Unicode lists. A digit
/// becomes a picture only in a keycap.
#[must_use]
pub fn chooses(base: char, selector: char, next: Option<char>) -> bool {
    match selector {
        '\u{fe0e}' | '\u{fe0f}' if base.is_ascii() => base.is_emoji_char() && next == Some('\u{20e3}'),
        '\u{fe0e}' | '\u{fe0f}' => base.is_emoji_char(),
        '\u{fe00}'..='\u{fe0d}' => is_base(base) && !base.is_ascii() && !is_hangul(base),
        '\u{e0100}'..='\u{e01ef}' => is_ideograph(base),
        _ => false,
    }
}

/// Whether a joiner between these two has an effect: between parts of an emoji, or between letters of a script whose
/// letters change with their neighbours.
#[must_use]
pub fn joins(before: char, joiner: char, after: char) -> bool {
    let pictures = is_picture(after) && (is_picture(before) || matches!(before, '\u{fe0e}' | '\u{fe0f}' | '\u{e007f}'));
    (joiner == '\u{200d}' && pictures) || (is_joining(before) && is_joining(after))
}

fn is_picture(c: char) -> bool {
    !c.is_ascii() && c.is_emoji_char()
}

/// Letters and marks of the scripts from Arabic to Mongolian and of their later blocks.
fn is_joining(c: char) -> bool {
    let script = matches!(c, '\u{600}'..='\u{10ff}' | '\u{1200}'..='\u{1cff}' | '\u{a800}'..='\u{abff}' | '\u{10a00}'..='\u{11fff}');
    script && matches!(c.general_category_group(), GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark)
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}' | '가'..='\u{d7ff}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}')
}

/// A character without an assigned glyph: private use, or undefined in Unicode.
#[must_use]
pub fn is_formless(c: char) -> bool {
    let noncharacter = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    noncharacter || matches!(c.general_category(), GeneralCategory::PrivateUse | GeneralCategory::Unassigned)
}

/// A character that is visible on its own: a letter, digit or sign. Marks and the later parts of a Hangul syllable
/// need a preceding character, and an unassigned character is displayed as a box.
#[must_use]
pub fn is_base(c: char) -> bool {
    let later_part = matches!(c, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}');
    let group = c.general_category_group();
    let shown = matches!(
        group,
        GeneralCategoryGroup::Letter
            | GeneralCategoryGroup::Number
            | GeneralCategoryGroup::Punctuation
            | GeneralCategoryGroup::Symbol
    );
    shown && !later_part && !is_invisible(c)
}

/// The first character of no agreed form, as `U+E000`.
#[must_use]
pub fn formless_in(text: &str) -> Option<String> {
    text.chars().find(|&c| is_formless(c)).map(shown)
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
    fn what_steers_or_turns_a_text_is_named_with_the_reason() {
        let turning = (0x202a..=0x202e).chain(0x2066..=0x2069).filter_map(char::from_u32);
        for c in turning {
            let found = control_in(&format!("a{c}b\u{7}"), |_| false).unwrap();
            assert_eq!(found.shown, format!("U+{:04X}", u32::from(c)));
            assert!(found.why.ko.contains("방향") && found.why.en.contains("direction"), "{found:?}");
        }
        for c in ['\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{9b}', '\u{2028}', '\n'] {
            let found = control_in(&format!("a{c}b"), |_| false).unwrap();
            assert_eq!((found.shown.len(), found.why.en.as_str()), (6, "control characters are not allowed"), "{c:?}");
        }
        assert_eq!(control_in("a\nb", |c| c == '\n'), None);
        assert_eq!(control_in("\u{200e}\u{200f}\u{61c}", |_| false), None, "marks are dropped, not refused");
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
        assert_eq!(formless_in("해태 \u{378}").as_deref(), Some("U+0378"), "not assigned");
        assert_eq!(formless_in("해태 \u{fffd}👩\u{200d}🔧"), None);
    }
}
