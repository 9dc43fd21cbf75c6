//! The dashboard against a real PostgreSQL, and where it serves, a real NATS.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod archive;
mod board;
mod heads;
mod history;
mod lists;
mod refusals;
mod served;
mod support;
