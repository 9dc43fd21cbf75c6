//! The keyboard shortcuts of the checklist, as the page lists them. `assets/script/judging.js` implements them.

use haetae_proto::common::v1::VerdictResult;

use self::Does::{Says, Sets};
use crate::text::{Say, key};

/// A key and what it does.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) names: &'static [&'static str],
    pub(super) does: String,
}

/// The effect of a key.
#[derive(Clone, Copy)]
enum Does {
    /// Sets this result, with its name from the contract.
    Sets(VerdictResult),
    /// Has the text with this key.
    Says(&'static str),
}

const KEYS: [(&[&str], Does); 19] = [
    (&["J", "↓"], Says(key("key-next"))),
    (&["K", "↑"], Says(key("key-before"))),
    (&["O"], Says(key("key-next-open"))),
    (&["1", "P"], Sets(VerdictResult::Pass)),
    (&["2", "F"], Sets(VerdictResult::Fail)),
    (&["3", "A"], Sets(VerdictResult::Partial)),
    (&["4", "N"], Sets(VerdictResult::NotApplicable)),
    (&["0"], Says(key("key-clear"))),
    (&["U"], Says(key("key-undo"))),
    (&["E"], Says(key("key-reason"))),
    (&["M"], Says(key("key-method"))),
    (&["V"], Says(key("key-files"))),
    (&["R"], Says(key("key-again"))),
    (&["C"], Says(key("key-earlier"))),
    (&["X", "Shift+↓"], Says(key("key-pick"))),
    (&["Ctrl+A"], Says(key("key-all"))),
    (&["G"], Says(key("key-layers"))),
    (&["Ctrl+Enter"], Says(key("key-record"))),
    (&["?"], Says(key("key-help"))),
];

/// Every key.
pub(super) fn keys(t: Say) -> Vec<Key> {
    let said = |does: Does| match does {
        Sets(result) => t.word::<VerdictResult>(result.into()),
        Says(text) => t.text(text),
    };
    KEYS.into_iter().map(|(names, does)| Key { names, does: said(does) }).collect()
}
