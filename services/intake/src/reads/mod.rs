//! Calls that only read.

pub(crate) mod comments;
pub(crate) mod review;
pub(crate) mod work;
