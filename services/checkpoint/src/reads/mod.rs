//! Calls that only read.

pub(crate) mod activation;
pub(crate) mod catalogs;
pub(crate) mod checklist;
pub(crate) mod download;
pub(crate) mod findings;
pub(crate) mod focus;
mod page;
pub(crate) mod upgrade;
