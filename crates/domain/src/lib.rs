//! The rules of Haetae: the possible states and changes of a review, an assessment and a checklist, with reasons.
//!
//! Pure: no async, no I/O, no clock, no randomness; time and ids are arguments. An aggregate is a folder: `event.rs`,
//! `state.rs` with `evolve`, `rejection.rs`, and one file for each group of decisions; a small one is a single file
//! in this order. `evolve` is total and has no wildcard arm.

pub mod basis;
pub mod calendar;
pub mod catalog;
pub mod causes;
pub mod cell;
pub mod characters;
pub mod checkpoint_key;
pub mod coverage;
pub mod diagnosis;
pub mod document;
pub mod duty;
pub mod encoded;
pub mod evidence;
pub mod experience;
pub mod faults;
pub mod finding;
pub mod focus;
pub mod ids;
pub mod normal;
pub mod particle;
pub mod policy;
pub mod profile;
pub mod residual;
pub mod review;
pub mod risk;
pub mod scoring;
pub mod selection;
pub mod text;
pub mod upgrade;
pub mod vocabulary;

#[cfg(test)]
mod walk;
