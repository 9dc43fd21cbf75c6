//! What auditors and operators do from the command line.

pub(crate) mod files;
pub(crate) mod offline;
pub(crate) mod prove;
pub(crate) mod rows;
