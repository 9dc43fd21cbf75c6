//! Findings of a diagnosis.

pub(crate) mod view;
