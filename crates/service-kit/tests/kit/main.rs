//! The kit over the wire: a served test handler, called by a client that sees every byte.

mod errors;
mod identity;
mod serving;
mod support;
mod tracing;
