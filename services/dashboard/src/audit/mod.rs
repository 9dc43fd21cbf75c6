//! What auditors and operators do from the command line.

pub(crate) mod files;
mod forks;
pub(crate) mod keygen;
pub(crate) mod prove;
pub(crate) mod rows;
