use haetae_proto::common::v1::Exposure;
use jiff::Timestamp;

use super::*;
use crate::error::Violations;

/// What `check` finds wrong, in English; every violation must be on `field`.
fn found<T>(check: impl FnOnce(&mut Violations) -> T) -> Vec<String> {
    let mut v = Violations::new();
    check(&mut v);
    let Err(error) = v.finish() else {
        return Vec::new();
    };
    let named = error.violations().iter();
    named.inspect(|violation| assert_eq!(violation.field, "field")).map(|violation| violation.en.to_string()).collect()
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

/// F14: a text without visible characters is empty, and texts that look alike are equal.
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
        "\u{e0041}\u{e007f}",
        "\u{180f}",
        "\u{1d159}",
        "\u{13430}\u{1343f}\u{13441}",
        "\u{110bd}",
        "\u{fffc}",
        "\u{200d}\u{200d}\u{200c}",
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
    for shaping in [
        "\u{fe0f}",
        "\u{fe01}",
        "\u{e0100}",
        "\u{200d}",
        "\u{200c}\u{200d}",
        "\u{200d}\u{200d}\u{200d}",
        "\u{e0074}\u{e0065}\u{e0061}\u{e006d}\u{e007f}",
        "\u{180f}\u{1d159}\u{13430}\u{110bd}\u{fffc}",
    ] {
        let hidden = format!("결제{shaping} 개{shaping}편 team{shaping}-1{shaping}2");
        assert_eq!(text(&mut v, "field", &hidden, 1..=20), "결제 개편 team-12", "{shaping:?}");
    }
    // What they shape stays as it is: emoji of several parts, flags, keycaps, variants of ideographs, scripts that join.
    for shaped in [
        "👩\u{200d}🔧 👨🏽\u{200d}🚀 👨\u{200d}👩\u{200d}👧 👁\u{fe0f}\u{200d}🗨\u{fe0f}",
        "❤\u{fe0f}\u{200d}🔥 ☎\u{fe0e} 1\u{fe0f}\u{20e3} ㊙\u{fe0f}",
        "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} 🏴\u{200d}☠\u{fe0f} 🏳\u{fe0f}\u{200d}🌈",
        "葛\u{e0100} ≨\u{fe00}",
        "می\u{200c}خواهم क्\u{200d}ष",
    ] {
        assert_eq!(text(&mut v, "field", shaped, 1..=60), shaped);
    }
    let joined_twice = "👩\u{200d}\u{200d}🔧\u{200d} 🏴\u{e0067}";
    assert_eq!(text(&mut v, "field", joined_twice, 1..=9), "👩\u{200d}🔧 🏴");
    assert_eq!(text(&mut v, "field", "e\u{fe0f}\u{301}", 1..=1), "é", "what is gone keeps nothing apart");
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
    let (control, direction) = ("control characters", "characters that change the direction of text");
    for (bad, shown, what) in [
        ("a\0b", "U+0000", control),
        ("a\u{1b}[2J", "U+001B", control),
        ("a\u{2028}b", "U+2028", control),
        ("a\u{7f}", "U+007F", control),
        ("a\rb", "U+000D", control),
        ("a\u{202a}b", "U+202A", direction),
        ("a\u{202e}b", "U+202E", direction),
        ("a\u{2066}b\u{2069}", "U+2066", direction),
    ] {
        let refused = [format!("Must not contain {shown}: {what} are not allowed.")];
        assert_eq!(found(|v| text(v, "field", bad, 1..=9)), refused, "{bad:?}");
        assert_eq!(found(|v| multiline(v, "field", bad, 1..=9)), refused, "{bad:?}");
    }
    assert_eq!(found(|v| text(v, "field", "a\nb", 1..=9)).len(), 1);
    assert!(found(|v| multiline(v, "field", "a\n\tb", 1..=9)).is_empty());
    assert!(found(|v| text(v, "field", "👩\u{200d}🔧", 1..=9)).is_empty());
}

/// F14: a text has something that a reader sees, and nothing that has no agreed form; an optional one too.
#[test]
fn a_text_that_no_reader_can_read_is_refused() {
    for least in [0, 1] {
        let wrong = |value: &str| found(|v| multiline(v, "field", value, least..=9));
        for unseen in ["\u{301}", "\u{20dd}\u{301}", "\u{d7b0}", "\u{11a8}", "\u{200b}\u{301} \u{301}"] {
            assert_eq!(wrong(unseen), ["Must have a visible character."], "{unseen:?}");
        }
        for (formless, named) in [
            ("\u{378}", "U+0378"),
            ("해\u{378}", "U+0378"),
            ("\u{e000}", "U+E000"),
            ("\u{fffe}", "U+FFFE"),
            ("결제\u{ffff}", "U+FFFF"),
            ("a\u{fdd0}b", "U+FDD0"),
            ("\u{10fffd}", "U+10FFFD"),
        ] {
            let refused = format!(
                "Must not contain {named}: private-use and unassigned characters and noncharacters are not allowed."
            );
            assert_eq!(wrong(formless), [refused], "{formless:?}");
        }
        for fine in ["e\u{301}", "\u{1100}\u{d7b0}", "!", "👍"] {
            assert!(wrong(fine).is_empty(), "{fine:?}");
        }
    }
    assert!(found(|v| text(v, "field", "", 0..=9)).is_empty());
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
