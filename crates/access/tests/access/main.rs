//! The shipped policies against the contracts, against a table written by hand, and against the documentation.
#![expect(clippy::expect_used, clippy::panic, reason = "a test ends at the first surprise")]

mod contracts;
mod documented;
mod exhaustive;
mod loading;
mod table;
