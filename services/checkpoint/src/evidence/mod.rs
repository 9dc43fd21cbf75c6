//! Whether the bytes of a file are of the kind they are said to be, and hold nothing that is refused. Without I/O: uploads feed
//! the checks with blocks.

mod container;
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
