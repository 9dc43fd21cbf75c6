//! What can be wrong with a document, collected all at once so that its author learns it in one answer.

use crate::text::Text;

/// What is wrong with a document, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Path within the document, e.g. `service_types.items.payment`.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

/// Whether an id is a non-empty slug of a–z, 0–9 and `-`.
pub fn is_slug(id: &str) -> bool {
    !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Collects what is wrong with a document.
#[derive(Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    pub(crate) fn push(&mut self, path: impl Into<String>, reason: impl Into<String>) {
        self.0.push(Fault { path: path.into(), reason: reason.into() });
    }

    pub(crate) fn when(&mut self, wrong: bool, path: impl Into<String>, reason: impl Into<String>) {
        if wrong {
            self.push(path, reason);
        }
    }

    pub(crate) fn text(&mut self, path: &str, text: &Text) {
        for (lang, half) in [("ko", &text.ko), ("en", &text.en)] {
            self.when(half.trim().is_empty(), format!("{path}.{lang}"), "missing");
            self.when(half.trim() != half, format!("{path}.{lang}"), "begins or ends with a blank");
            self.when(half.chars().count() > 2000, format!("{path}.{lang}"), "longer than 2,000 characters");
        }
    }
}
