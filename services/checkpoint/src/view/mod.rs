//! Converts checklists, findings, evidence and catalogues to the contract's form.

pub(crate) mod catalogs;
pub(crate) mod checklist;
pub(crate) mod coverage;
pub(crate) mod evidence;
pub(crate) mod findings;
pub(crate) mod text;
