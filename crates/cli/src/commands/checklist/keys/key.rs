//! Keys, the questions they open and their effects.

use haetae_domain::normal::fold;
use haetae_proto::common::v1::VerdictResult;

/// A key, whatever the keyboard's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Char(char),
    Enter,
    Back,
    Escape,
    Up,
    Down,
}

/// The question that a text answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// The reason for a result other than Pass.
    Reason(VerdictResult),
    /// The compensating control.
    Control,
    /// The name of a document or record.
    Evidence,
    /// Part of a key, a title or a check.
    Search,
}

/// The panel beside the checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mode {
    Look,
    Help,
    Ask(Question, String),
}

/// The effect of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Nothing,
    /// The unrecorded results changed: save the draft.
    Keep,
    /// Record everything, then quit.
    Quit,
}

/// The letter on the same key of a keyboard that writes Hangul.
pub(super) fn latin(letter: char) -> char {
    const SAME: [(char, char); 13] = [
        ('ㅔ', 'p'),
        ('ㄹ', 'f'),
        ('ㅁ', 'a'),
        ('ㅜ', 'n'),
        ('ㄷ', 'e'),
        ('ㅡ', 'm'),
        ('ㅕ', 'u'),
        ('ㅓ', 'j'),
        ('ㅏ', 'k'),
        ('ㅐ', 'o'),
        ('ㅂ', 'q'),
        ('ㅖ', 'p'),
        ('ㅒ', 'o'),
    ];
    let folded = |letter: char| fold(letter.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(letter);
    let key = folded(letter);
    SAME.iter().find(|(hangul, _)| folded(*hangul) == key).map_or(key, |(_, latin)| *latin)
}
