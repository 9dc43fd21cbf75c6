//! Checklists, findings, evidence and catalogues as the contract shows them.

pub(crate) mod catalogs;
pub(crate) mod checklist;
pub(crate) mod coverage;
pub(crate) mod evidence;
pub(crate) mod findings;
pub(crate) mod text;
