//! Subcommands for auditors and operators.

pub(crate) mod files;
mod forks;
pub(crate) mod keygen;
pub(crate) mod prove;
pub(crate) mod rows;
