//! The kit over the wire: a served test handler, called by a client that sees every byte.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test helpers fail by panicking, as tests do"
)]

mod connections;
mod door;
mod errors;
mod identity;
mod marks;
mod serving;
mod support;
mod tracing;
