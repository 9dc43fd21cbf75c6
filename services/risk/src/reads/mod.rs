//! Calls that only read.

pub(crate) mod assessments;
pub(crate) mod policies;
pub(crate) mod simulate;
pub mod simulation;
