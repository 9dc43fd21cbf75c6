//! Checks that the bytes of a file are of the announced kind and have no forbidden contents. Without I/O: uploads
//! pass blocks to the checks.

mod container;
mod inflate;
mod json;
mod kind;
mod look;
mod markup;
mod packed;
mod pdf;
mod picture;

pub(crate) use container::opens_as;
pub(crate) use kind::{Content, Kind, Kinds};
pub(crate) use look::{Contradiction, Look};
