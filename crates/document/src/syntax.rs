//! Translates messages of parsers: each library describes the same faults in its own way.

use haetae_sheet::words::Said;

/// Parsers' messages about fields, with the Korean text; the rest of a message consists of names of fields and values.
const FIELDS: [(&str, &str); 4] = [
    ("missing field ", "필수 항목이 빠졌습니다: "),
    ("unknown field ", "알 수 없는 항목입니다: "),
    ("duplicate field ", "같은 항목이 두 번 있습니다: "),
    ("duplicate mapping key: ", "같은 항목이 두 번 있습니다: "),
];

/// The beginnings of parsers' messages about broken syntax, with the Korean text.
const BROKEN: [(&[&str], &str); 10] = [
    (&["duplicate key", "duplicate mapping key"], "같은 항목이 두 번 있습니다"),
    (&["trailing comma", "extra comma"], "마지막 값 뒤에 쉼표가 있습니다"),
    (&["trailing characters", "unexpected content", "unexpected key or value"], "값 뒤에 알 수 없는 내용이 있습니다"),
    (
        &["invalid basic string", "invalid literal string", "EOF while parsing a string"],
        "글자의 따옴표가 닫히지 않았습니다",
    ),
    (&["string values must be quoted", "missing opening quote"], "글자를 따옴표로 묶어야 합니다"),
    (&["unclosed array", "EOF while parsing a list"], "목록의 괄호가 닫히지 않았습니다"),
    (&["unclosed", "EOF while parsing", "unexpected end of input"], "끝나야 할 곳 전에 끝났습니다"),
    (&["expected `,`", "missing comma", "expected ',' or"], "값 사이에 쉼표가 없거나 괄호가 닫히지 않았습니다"),
    (&["missing value", "key with no value", "expected value"], "값이 없거나 값이 아닙니다"),
    (&["invalid indentation", "mapping values are not allowed", "tabs disallowed"], "들여쓰기가 맞지 않습니다"),
];

/// Kinds of values as serde names them, the longer name first, and in Korean.
const KINDS: [(&str, &str); 12] = [
    ("a string", "글자"),
    ("a boolean", "true 또는 false"),
    ("a sequence", "목록"),
    ("a map", "여러 항목이 있는 값"),
    ("struct ", "여러 항목이 있는 값"),
    ("sequence", "목록"),
    ("map", "여러 항목이 있는 값"),
    ("string", "글자"),
    ("integer", "정수"),
    ("floating point", "소수"),
    ("boolean", "true 또는 false"),
    ("null", "빈 값"),
];

/// Advice for programmers that libraries append to messages.
const ADVICE: [&str; 3] = [", set DuplicateKeyPolicy in", "; use Option<", ". If you just use !!binary"];

/// Returns a parser's message in both languages. If there is no Korean text for it, the Korean message has only the
/// position.
pub(super) fn said(told: &str, column: Option<usize>) -> Said {
    let told = ADVICE.iter().fold(told, |told, advice| told.split(advice).next().unwrap_or(told));
    if let Some((ko, rest)) = FIELDS.iter().find_map(|(en, ko)| Some((ko, told.strip_prefix(en)?))) {
        let rest = rest.replace(", expected one of ", ". 가능한 항목: ").replace(", expected ", ". 필요한 값: ");
        // Names of fields are marked alike, whatever the library.
        return match told.strip_prefix("duplicate mapping key: ") {
            Some(key) => Said { ko: format!("{ko}`{key}`"), en: format!("duplicate field `{key}`") },
            None => Said { ko: format!("{ko}{rest}"), en: told.to_owned() },
        };
    }
    if let Some(rest) = told.strip_prefix("invalid type: ").or_else(|| told.strip_prefix("invalid value: ")) {
        return Said { ko: other_kind(rest), en: told.to_owned() };
    }
    let broken = BROKEN.iter().find(|(begins, _)| begins.iter().any(|begin| told.starts_with(begin)));
    let broken = broken.map(|(_, ko)| format!(": {ko}")).unwrap_or_default();
    match column {
        Some(column) => Said {
            ko: format!("{column}열에서 형식이 맞지 않습니다{broken}"),
            en: format!("column {column}: {told}"),
        },
        None => Said { ko: format!("형식이 맞지 않습니다{broken}"), en: told.to_owned() },
    }
}

/// Another kind of value than the one that is wanted.
fn other_kind(rest: &str) -> String {
    let (found, wanted) = rest.split_once(", expected ").unwrap_or((rest, ""));
    let mut out = "값의 형식이 다릅니다".to_owned();
    if let Some((en, ko)) = KINDS.iter().find(|(en, _)| found.starts_with(en)) {
        out.push_str(&format!(
            ": {ko}{}",
            found.get(en.len()..).filter(|value| value.contains('`')).unwrap_or_default()
        ));
    }
    let number = wanted.starts_with(['u', 'i', 'f']) && wanted.get(1..).is_some_and(|bits| bits.parse::<u8>().is_ok());
    let wanted =
        if number { Some("숫자") } else { KINDS.iter().find(|(en, _)| wanted.starts_with(en)).map(|(_, ko)| *ko) };
    if let Some(ko) = wanted {
        out.push_str(&format!(". 필요한 값: {ko}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S2-12: a library's message is entirely in Korean and contains no advice for programmers.
    #[test]
    fn a_library_is_heard_in_one_language_and_without_its_options() {
        for (told, column, ko, en) in [
            (
                "invalid basic string, expected `\"`",
                Some(11),
                "11열에서 형식이 맞지 않습니다: 글자의 따옴표가 닫히지 않았습니다",
                "column 11: invalid basic string, expected `\"`",
            ),
            (
                "duplicate mapping key: title, set DuplicateKeyPolicy in Options if acceptable",
                None,
                "같은 항목이 두 번 있습니다: `title`",
                "duplicate field `title`",
            ),
            ("something new", Some(3), "3열에서 형식이 맞지 않습니다", "column 3: something new"),
            (
                "invalid type: integer `5`, expected a string",
                None,
                "값의 형식이 다릅니다: 정수 `5`. 필요한 값: 글자",
                "invalid type: integer `5`, expected a string",
            ),
            (
                "invalid type: string \"a\", expected u32",
                None,
                "값의 형식이 다릅니다: 글자. 필요한 값: 숫자",
                "invalid type: string \"a\", expected u32",
            ),
        ] {
            assert_eq!(said(told, column), Said { ko: ko.into(), en: en.into() });
        }
    }
}
