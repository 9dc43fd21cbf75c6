//! Answers that change nothing.

pub(crate) mod assessments;
pub(crate) mod policies;
pub(crate) mod simulate;
pub mod simulation;
