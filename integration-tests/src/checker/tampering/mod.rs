//! Red controls: one thing wrong at a time, done to a good recording. A checker that misses one proves nothing.

mod content;
mod edits;
mod effects;
mod rows;

#[cfg(test)]
pub(super) use self::edits::settle;
use super::{problem::Rule, recording::Recording};

/// One thing done wrong.
#[derive(Debug)]
pub struct Tampering {
    /// What it does.
    pub name: &'static str,
    /// The rule that must notice.
    pub breaks: Rule,
    /// Does it, and says what the checker's message must contain; none when the recording has nothing to do it to.
    pub apply: fn(&mut Recording) -> Option<String>,
}

const fn control(name: &'static str, breaks: Rule, apply: fn(&mut Recording) -> Option<String>) -> Tampering {
    Tampering { name, breaks, apply }
}

/// At least one for every rule. Where the log is altered, archive, rows and timeline are made to agree with it, so
/// that the rule has to notice by itself.
pub fn all() -> impl Iterator<Item = &'static Tampering> {
    [effects::CONTROLS, content::CONTROLS, rows::CONTROLS].into_iter().flatten()
}
