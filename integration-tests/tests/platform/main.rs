//! The platform as a whole: four processes, a real log, a real database; one file per promise.

mod amend;
mod bad_input;
mod claims;
mod cli;
mod conflict;
mod deadline;
mod evidence;
mod findings;
mod idempotency;
mod identity;
mod lists;
mod load;
mod proof;
mod reactors;
mod read_your_writes;
mod rebuild;
mod regressed;
mod roles;
mod serial;
mod shutdown;
mod startup;
mod story;
mod streams;
mod tracing;
mod waiver;
mod workflow;
