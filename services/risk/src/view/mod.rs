//! Assessments, policies and simulations as the contract shows them.

pub(crate) mod assessments;
pub(crate) mod policies;
pub(crate) mod simulation;
