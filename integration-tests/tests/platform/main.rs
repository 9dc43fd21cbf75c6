//! The platform as a whole: four processes, a real log, a real database; one file per promise.

mod bad_input;
mod cli;
mod conflict;
mod deadline;
mod idempotency;
mod identity;
mod lists;
mod load;
mod reactors;
mod read_your_writes;
mod rebuild;
mod roles;
mod shutdown;
mod startup;
mod story;
mod tracing;
