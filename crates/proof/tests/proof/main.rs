//! The tree, its proofs and its heads: known answers, another implementation, and everything that must not pass.
#![expect(clippy::expect_used, reason = "a test ends at the first surprise")]

mod heads;
mod known;
mod properties;
mod support;
