//! Commands on a diagnosis or a catalogue, one file for each group: each reads its request, finds the aggregate and
//! asks the domain for a decision.

pub(crate) mod catalogs;
mod finding;
pub(crate) mod findings;
mod incoming;
pub(crate) mod rounds;
pub(crate) mod upgrade;
pub(crate) mod upload;
pub(crate) mod verdicts;
