//! Faults of a document, all collected so that its author gets them in one response.

use std::fmt;

use crate::{
    characters::{Forbidden, control_in, formless_in, is_base, is_control},
    text::Text,
};

/// A fault of a document, and its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Path within the document, e.g. `service_types.items.payment`; empty for the whole.
    pub path: String,
    /// The problem. Never repeats more of the document than the name of an item.
    pub reason: Text,
}

impl Fault {
    /// A fault from its parts.
    pub fn new(path: impl Into<String>, reason: impl Into<Text>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }
}

/// In English, for logs and for the operator who starts a service with such a document.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reason.en)
    }
}

/// A required value is missing.
pub(crate) const MISSING: (&str, &str) = ("값이 없습니다.", "missing");

/// A text without a visible character.
const UNSEEN: (&str, &str) = ("눈에 보이는 글자가 없습니다.", "without a visible character");

/// An id that is used before.
pub(crate) const USED_TWICE: (&str, &str) = ("같은 ID를 두 번 사용했습니다.", "used twice");

/// An id that is no slug.
pub(crate) const NO_SLUG: (&str, &str) =
    ("영문 소문자, 숫자, 하이픈으로 된 1~64자의 ID가 아닙니다.", "not a slug of a–z, 0–9 and -");

/// Whether an id is a non-empty slug of a–z, 0–9 and `-`.
pub fn is_slug(id: &str) -> bool {
    !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Collects the faults of a document.
#[derive(Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    pub(crate) fn push(&mut self, path: impl Into<String>, reason: impl Into<Text>) {
        self.0.push(Fault::new(path, reason));
    }

    pub(crate) fn when(&mut self, wrong: bool, path: impl Into<String>, reason: impl Into<Text>) {
        if wrong {
            self.push(path, reason);
        }
    }

    pub(crate) fn text(&mut self, path: &str, text: &Text) {
        for (lang, half) in [("ko", &text.ko), ("en", &text.en)] {
            self.line(&format!("{path}.{lang}"), half);
        }
    }

    /// Prose in one language, or a name that needs no translation.
    pub(crate) fn line(&mut self, path: &str, line: &str) {
        let formless = formless_in(line);
        self.when(line.trim().is_empty(), path, MISSING);
        let unseen =
            !line.trim().is_empty() && formless.is_none() && !line.chars().any(|c| is_base(c) || is_control(c));
        self.when(unseen, path, UNSEEN);
        self.when(line.trim() != line, path, ("앞이나 뒤에 공백이 있습니다.", "begins or ends with a blank"));
        self.when(line.chars().count() > 2000, path, ("2,000자를 넘습니다.", "longer than 2,000 characters"));
        if let Some(Forbidden { shown, why }) = control_in(line, |c| c == '\n') {
            self.push(path, (format!("{shown} 문자가 있습니다. {}", why.ko), format!("has {shown}; {}", why.en)));
        }
        if let Some(c) = formless {
            let ko = format!("{c} 문자가 있습니다. 사용자 정의 문자, 할당되지 않은 문자, 비문자는 쓸 수 없습니다.");
            self.push(
                path,
                (ko, format!("has {c}; private-use and unassigned characters and noncharacters are not allowed")),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F14: a document has texts that its readers can read.
    #[test]
    fn texts_that_no_reader_can_read_are_faults() {
        let found = |line: &str| {
            let mut faults = Faults::default();
            faults.line("title", line);
            faults.0.into_iter().map(|fault| fault.to_string()).collect::<Vec<_>>()
        };
        for unseen in ["\u{301}", "\u{d7b0}", "\u{200b}"] {
            assert_eq!(found(unseen), ["title: without a visible character"], "{unseen:?}");
        }
        let formless = "title: has U+E000; private-use and unassigned characters and noncharacters are not allowed";
        assert_eq!(found("\u{e000}"), [formless]);
        assert_eq!(found("\u{378}"), [formless.replace("E000", "0378")]);
        let turned = "title: has U+202E; characters that change the direction of text are not allowed";
        assert_eq!(found("a\u{202e}b\u{e000}"), [turned, formless]);
        assert_eq!(found(""), ["title: missing"]);
        assert!(found("결제 e\u{301}").is_empty());
    }
}
