//! The keys of the checklist, as the page lists them. `assets/script/judging.js` has what they do.

use crate::text::{Say, key};

/// A key and what it does.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) names: &'static [&'static str],
    pub(super) does: String,
}

const KEYS: [(&[&str], &str); 19] = [
    (&["J", "↓"], key("key-next")),
    (&["K", "↑"], key("key-before")),
    (&["O"], key("key-next-open")),
    (&["1", "P"], key("key-pass")),
    (&["2", "F"], key("key-fail")),
    (&["3", "A"], key("key-partial")),
    (&["4", "N"], key("key-not-applicable")),
    (&["0"], key("key-clear")),
    (&["U"], key("key-undo")),
    (&["E"], key("key-reason")),
    (&["M"], key("key-method")),
    (&["V"], key("key-files")),
    (&["R"], key("key-again")),
    (&["C"], key("key-earlier")),
    (&["X", "Shift+↓"], key("key-pick")),
    (&["Ctrl+A"], key("key-all")),
    (&["G"], key("key-layers")),
    (&["Ctrl+Enter"], key("key-record")),
    (&["?"], key("key-help")),
];

/// Every key.
pub(super) fn keys(t: Say) -> Vec<Key> {
    KEYS.into_iter().map(|(names, does)| Key { names, does: t.text(does) }).collect()
}
