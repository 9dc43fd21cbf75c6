//! Converts assessments, policies and simulations to the contract's form.

pub(crate) mod assessments;
pub(crate) mod policies;
pub(crate) mod simulation;
