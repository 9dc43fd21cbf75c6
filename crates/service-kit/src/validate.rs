//! Checks of single fields. Each notes what is wrong in a [`Violations`] and returns the value to use; after a
//! violation that value means nothing, and [`Violations::finish`] ends the call.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::{error::Violations, token};

/// One line of text of so many characters: no control characters, NFC, not only blanks. A lower bound of 0 makes it
/// optional.
pub fn text(v: &mut Violations, field: &str, value: &str, chars: RangeInclusive<usize>) -> String {
    checked(v, field, value, chars, |_| false)
}

/// Like [`text`], with line breaks and tabs allowed. A line break is `\n`; the `\r\n` of other systems becomes one.
pub fn multiline(v: &mut Violations, field: &str, value: &str, chars: RangeInclusive<usize>) -> String {
    checked(v, field, value, chars, |c| matches!(c, '\n' | '\t'))
}

/// A UUID in its hyphenated form, other than the nil one.
pub fn uuid(v: &mut Violations, field: &str, value: &str) -> Uuid {
    let parsed = (value.len() == 36).then(|| Uuid::try_parse(value).ok());
    match parsed.flatten() {
        Some(id) if id.is_nil() => {
            let (ko, en) = ("0으로만 된 UUID는 쓸 수 없습니다.", "Must not be the nil UUID, which names nothing.");
            v.add(field, ko, en);
            id
        }
        Some(id) => id,
        None if value.is_empty() => missing(v, field, Uuid::nil()),
        None => {
            v.add(field, "하이픈을 포함한 36자 UUID여야 합니다.", "Must be a UUID of 36 characters with hyphens.");
            Uuid::nil()
        }
    }
}

/// The version in an etag of ours.
pub fn etag(v: &mut Violations, field: &str, value: &str) -> u64 {
    token::parse_etag(value).unwrap_or_else(|| {
        v.add(
            field,
            "조회 응답에서 받은 etag 값을 그대로 사용하십시오.",
            "Must be an etag from a response, unchanged.",
        );
        0
    })
}

/// A page size: 0 for the default, at most `most`.
pub fn page_size(v: &mut Violations, field: &str, value: i32, default: u32, most: u32) -> u32 {
    match u32::try_from(value) {
        Ok(0) => default,
        Ok(size) if size <= most => size,
        _ => {
            v.add(field, format!("0 이상 {most} 이하여야 합니다."), format!("Must be between 0 and {most}."));
            default
        }
    }
}

/// A name for machines: 1 to 64 lower-case letters, digits and inner hyphens, e.g. `web-service`.
pub fn slug(v: &mut Violations, field: &str, value: &str) -> String {
    let inner = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    let good =
        (1..=64).contains(&value.len()) && value.bytes().all(inner) && !value.starts_with('-') && !value.ends_with('-');
    if good {
        return value.to_owned();
    }
    if value.is_empty() {
        return missing(v, field, String::new());
    }
    v.add(
        field,
        "영문 소문자, 숫자, 하이픈으로 된 1~64자여야 하며 하이픈으로 시작하거나 끝날 수 없습니다.",
        "Must be 1–64 lower-case letters, digits and inner hyphens.",
    );
    String::new()
}

/// A value of a protobuf enumeration: a known number, and not the unspecified 0.
pub fn enumeration<E>(v: &mut Violations, field: &str, value: i32) -> E
where
    E: TryFrom<i32> + Default,
{
    match E::try_from(value) {
        Ok(known) if value != 0 => known,
        Ok(unspecified) => missing(v, field, unspecified),
        Err(_) => {
            v.add(field, format!("알 수 없는 값 {value}입니다."), format!("Has the unknown value {value}."));
            E::default()
        }
    }
}

/// A sub-message that must be there.
pub fn message<M: Default>(v: &mut Violations, field: &str, value: Option<M>) -> M {
    match value {
        Some(message) => message,
        None => missing(v, field, M::default()),
    }
}

/// A time of the contracts: from 0001-01-01 to the end of 9999-12-31, with nanoseconds that count forwards. The last 26 hours
/// cannot be represented; they are the moment at which they begin, which nothing is later than.
#[must_use]
pub fn time_of(value: &prost_types::Timestamp) -> Option<Timestamp> {
    /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
    const YEARS: RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;
    let is_one = YEARS.contains(&value.seconds) && (0..1_000_000_000).contains(&value.nanos);
    is_one.then(|| Timestamp::new(value.seconds, value.nanos).unwrap_or(Timestamp::MAX))
}

/// A time that must be there and is one: see [`time_of`].
pub fn time(v: &mut Violations, field: &str, value: Option<prost_types::Timestamp>) -> Timestamp {
    if value.is_none() {
        return missing(v, field, Timestamp::UNIX_EPOCH);
    }
    optional_time(v, field, value).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Like [`time`], but it may be left out.
pub fn optional_time(v: &mut Violations, field: &str, value: Option<prost_types::Timestamp>) -> Option<Timestamp> {
    let time = time_of(&value?);
    if time.is_none() {
        v.add(
            field,
            "0001-01-01부터 9999-12-31까지의 유효한 시각이어야 합니다.",
            "Must be a valid time from 0001-01-01 to 9999-12-31.",
        );
    }
    time
}

/// A list with so many entries.
pub fn count(v: &mut Violations, field: &str, entries: usize, allowed: RangeInclusive<usize>) {
    if allowed.contains(&entries) {
        return;
    }
    let (least, most) = allowed.into_inner();
    v.add(
        field,
        format!("항목 수는 {least}개 이상 {most}개 이하여야 합니다."),
        format!("Must have between {least} and {most} entries."),
    );
}

fn missing<T>(v: &mut Violations, field: &str, value: T) -> T {
    v.add(field, "필수 항목입니다.", "Is required.");
    value
}

fn checked(
    v: &mut Violations,
    field: &str,
    value: &str,
    chars: RangeInclusive<usize>,
    also_allowed: fn(char) -> bool,
) -> String {
    let (least, most) = chars.into_inner();
    // Far more than the longest text, so that a flood is not normalised whole only to be refused.
    let normal: String = stored(value).chars().take(most + 1).collect();
    if least > 0 && !normal.chars().any(is_seen) {
        return missing(v, field, String::new());
    }
    let length = normal.chars().count();
    if length > most {
        v.add(field, format!("{most}자 이하여야 합니다."), format!("Must have at most {most} characters."));
    } else if length < least {
        v.add(field, format!("{least}자 이상이어야 합니다."), format!("Must have at least {least} characters."));
    }
    if normal.chars().any(|c| is_control(c) && !also_allowed(c)) {
        v.add(field, "제어 문자를 포함할 수 없습니다.", "Must not contain control characters.");
    }
    normal
}

/// Characters that steer a terminal, break lines out of turn or reorder what a reader sees.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text without characters that show nothing, composed (NFC) and without blanks at its ends, so that texts that look
/// alike are alike. Joiners and variation selectors stay where they can shape something, as in emoji and some scripts: a joiner
/// between two characters, a selector after one.
pub(crate) fn visible(text: &str) -> String {
    let kept: String = text.chars().filter(|&c| !is_invisible(c)).nfc().collect();
    let blank = char::is_whitespace;
    let trimmed = kept.trim_start_matches(|c| blank(c) || is_joiner(c) || is_selector(c));
    let trimmed = trimmed.trim_end_matches(|c| blank(c) || is_joiner(c));
    if trimmed.len() == kept.len() { kept } else { trimmed.to_owned() }
}

/// A text as it is stored: see [`visible`], and every line break is `\n`.
pub(crate) fn stored(text: &str) -> String {
    let stored = visible(text);
    if stored.contains("\r\n") { stored.replace("\r\n", "\n") } else { stored }
}

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

/// Whether a reader sees the character by itself.
fn is_seen(c: char) -> bool {
    !c.is_whitespace() && !is_invisible(c) && !is_control(c) && !is_joiner(c) && !is_selector(c)
}

/// Joins the characters before and after it, or keeps them apart.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Chooses a form of the character before it.
const fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::Exposure;

    use super::*;

    /// What `check` finds wrong, in English; every violation must be on `field`.
    fn found<T>(check: impl FnOnce(&mut Violations) -> T) -> Vec<String> {
        let mut v = Violations::new();
        check(&mut v);
        let Err(error) = v.finish() else {
            return Vec::new();
        };
        let named = error.violations().iter();
        named
            .inspect(|violation| assert_eq!(violation.field, "field"))
            .map(|violation| violation.en.to_string())
            .collect()
    }

    #[test]
    fn text_is_measured_in_characters_after_normalisation() {
        let mut v = Violations::new();
        assert_eq!(text(&mut v, "field", "해태", 1..=2), "해태");
        assert_eq!(text(&mut v, "field", "\u{1112}\u{1162}", 1..=1), "해");
        assert_eq!(text(&mut v, "field", "", 0..=1), "");
        assert!(v.is_empty());
        let wrong = |value: &str| found(|v| text(v, "field", value, 2..=3));
        assert_eq!(wrong(""), ["Is required."]);
        assert_eq!(wrong(" \u{3000} "), ["Is required."]);
        assert_eq!(wrong("a"), ["Must have at least 2 characters."]);
        assert_eq!(wrong(&"a".repeat(1 << 20)), ["Must have at most 3 characters."]);
    }

    /// F14: what nobody can see is no text, and texts that look alike are alike.
    #[test]
    fn a_text_is_what_a_reader_sees() {
        for nothing in [
            "\u{200b}",
            "\u{feff}\u{feff}",
            "\u{3164}",
            "\u{2800}",
            "\u{ad}",
            "\u{200d}",
            "\u{fe0f}",
            "\u{115f}\u{1160}",
            "\u{2065}",
            "\u{e0080}\u{e0fff}",
        ] {
            assert_eq!(found(|v| text(v, "field", nothing, 1..=9)), ["Is required."], "{nothing:?}");
        }
        let mut v = Violations::new();
        for alike in [
            "결제 개편",
            " 결제 개편 ",
            "결제\u{200b} 개편\u{feff}",
            "\u{ad}결제 개편\u{3164}",
            "\u{200d} \u{fe0f}결제 개편 \u{200c}",
        ] {
            assert_eq!(text(&mut v, "field", alike, 1..=9), "결제 개편", "{alike:?}");
        }
        assert_eq!(text(&mut v, "field", "👩\u{200d}🔧 ❤\u{fe0f}", 1..=9), "👩\u{200d}🔧 ❤\u{fe0f}");
        assert_eq!(multiline(&mut v, "field", "  first\n  second\n", 1..=40), "first\n  second");
        assert_eq!(multiline(&mut v, "field", "first\r\n\r\nsecond\r\n", 1..=40), "first\n\nsecond");
        assert!(v.is_empty());
    }

    /// F14: no two accounts or teams differ by what shows nothing.
    #[test]
    fn a_plain_text_shows_all_it_holds() {
        for plain in ["team-a", "교통 과", "\u{1100}\u{1161}", "R&D (1팀)"] {
            assert!(is_plain(plain), "{plain:?}");
        }
        for hidden in ["\u{fe0f}", "\u{e0041}", "\u{200d}", "\u{200b}", "\u{2065}", "\u{a0}", "\u{3000}", "\n", "  "] {
            for text in [format!("team{hidden}a"), format!("team-a{hidden}"), format!("{hidden}team-a")] {
                assert!(!is_plain(&text), "{text:?}");
            }
        }
        assert!(["", " team-a", "team-a "].into_iter().all(|text| !is_plain(text)));
    }

    #[test]
    fn control_characters_are_refused_and_line_breaks_only_on_one_line() {
        for bad in ["a\0b", "a\u{1b}[2J", "a\u{202e}b", "a\u{2028}b", "a\u{7f}", "a\rb"] {
            let refused = ["Must not contain control characters."];
            assert_eq!(found(|v| text(v, "field", bad, 1..=9)), refused, "{bad:?}");
            assert_eq!(found(|v| multiline(v, "field", bad, 1..=9)), refused, "{bad:?}");
        }
        assert_eq!(found(|v| text(v, "field", "a\nb", 1..=9)).len(), 1);
        assert!(found(|v| multiline(v, "field", "a\n\tb", 1..=9)).is_empty());
        assert!(found(|v| text(v, "field", "👩\u{200d}🔧", 1..=9)).is_empty());
    }

    #[test]
    fn only_a_hyphenated_uuid_is_one() {
        let good = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        assert!(found(|v| assert_eq!(uuid(v, "field", good).to_string(), good)).is_empty());
        assert!(found(|v| assert_eq!(uuid(v, "field", &good.to_uppercase()).to_string(), good)).is_empty());
        for bad in [
            "67e5504410b1426f9247bb680e5fe0c8",
            "urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8",
            "67e55044-10b1-426f-9247-bb680e5fe0c*",
            "67e55044.10b1.426f.9247.bb680e5fe0c8",
            ">",
            " ",
        ] {
            assert_eq!(found(|v| uuid(v, "field", bad)).len(), 1, "{bad}");
        }
        assert_eq!(found(|v| uuid(v, "field", "")), ["Is required."]);
        let nil = found(|v| uuid(v, "field", "00000000-0000-0000-0000-000000000000"));
        assert_eq!(nil, ["Must not be the nil UUID, which names nothing."]);
    }

    #[test]
    fn page_sizes_have_a_default_and_a_limit() {
        assert!(found(|v| assert_eq!(page_size(v, "field", 0, 50, 200), 50)).is_empty());
        assert!(found(|v| assert_eq!(page_size(v, "field", 200, 50, 200), 200)).is_empty());
        for bad in [-1, 201, i32::MAX, i32::MIN] {
            let wrong = found(|v| page_size(v, "field", bad, 50, 200));
            assert_eq!(wrong, ["Must be between 0 and 200."], "{bad}");
        }
    }

    /// F15: the years 1 to 9999 are those of the contracts, to the end of their last day.
    #[test]
    fn times_are_there_and_in_the_calendar() {
        let of = |seconds, nanos| found(|v| time(v, "field", Some(prost_types::Timestamp { seconds, nanos })));
        assert!(of(0, 0).is_empty());
        for seconds in [-62_135_596_800, 253_402_207_200, 253_402_214_400, 253_402_300_799] {
            assert!(of(seconds, 999_999_999).is_empty(), "{seconds}");
        }
        let last = prost_types::Timestamp { seconds: 253_402_300_799, nanos: 999_999_999 };
        assert_eq!(time_of(&last), Some(Timestamp::MAX));
        let (before, after) = (-62_135_596_801, 253_402_300_800);
        for (seconds, nanos) in [(i64::MAX, 0), (i64::MIN, 0), (before, 0), (after, 0), (0, 2_000_000_000), (0, -1)] {
            let refused = ["Must be a valid time from 0001-01-01 to 9999-12-31."];
            assert_eq!(of(seconds, nanos), refused, "{seconds} {nanos}");
        }
        assert_eq!(found(|v| time(v, "field", None)), ["Is required."]);
    }

    #[test]
    fn slugs_are_plain() {
        for good in ["a", "web-service", "2-1-1"] {
            assert!(found(|v| assert_eq!(slug(v, "field", good), good)).is_empty());
        }
        for bad in ["", "-a", "a-", "A", "a.b", "a*", "해태", &"a".repeat(65)] {
            assert_eq!(found(|v| slug(v, "field", bad)).len(), 1, "{bad}");
        }
    }

    #[test]
    fn enumerations_messages_and_counts() {
        let good = found(|v| assert_eq!(enumeration::<Exposure>(v, "field", 2), Exposure::Partner));
        assert!(good.is_empty());
        let of = |number| found(|v| enumeration::<Exposure>(v, "field", number));
        assert_eq!(of(0), ["Is required."]);
        assert_eq!(of(99), ["Has the unknown value 99."]);
        assert_eq!(found(|v| message::<String>(v, "field", None)), ["Is required."]);
        assert!(found(|v| count(v, "field", 3, 1..=3)).is_empty());
        assert_eq!(found(|v| count(v, "field", 4, 1..=3)), ["Must have between 1 and 3 entries."]);
    }
}
