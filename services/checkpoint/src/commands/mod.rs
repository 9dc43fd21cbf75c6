//! Changes of a diagnosis or a catalogue, one file for each group: each reads its request, finds the aggregate and lets the
//! domain decide.

pub(crate) mod catalogs;
mod finding;
pub(crate) mod findings;
mod incoming;
pub(crate) mod rounds;
pub(crate) mod upgrade;
pub(crate) mod upload;
pub(crate) mod verdicts;
