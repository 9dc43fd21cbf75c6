//! Red controls: one thing wrong at a time, done to a good recording. A checker that misses one proves nothing.

mod content;
mod control;
mod edits;
mod effects;
mod rows;

pub use self::control::Tampering;
#[cfg(test)]
pub(super) use self::edits::settle;

/// At least one for every rule. Where the log is altered, archive, rows and timeline are made to agree with it, so
/// that the rule has to notice by itself.
pub fn all() -> impl Iterator<Item = &'static Tampering> {
    [effects::CONTROLS, content::CONTROLS, rows::CONTROLS].into_iter().flatten()
}
