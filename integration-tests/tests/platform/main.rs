//! The platform as a whole: four processes, a real log, a real database; one file per promise.

mod bad_input;
mod conflict;
mod deadline;
mod idempotency;
mod identity;
mod roles;
mod story;
