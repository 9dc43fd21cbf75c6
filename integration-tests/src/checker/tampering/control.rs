//! What a red control is.

use crate::checker::{problem::Rule, recording::Recording};

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

/// A tampering, in the words of the tables.
pub(super) const fn control(
    name: &'static str,
    breaks: Rule,
    apply: fn(&mut Recording) -> Option<String>,
) -> Tampering {
    Tampering { name, breaks, apply }
}
