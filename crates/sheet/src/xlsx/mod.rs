//! The format of Excel. Its cells are texts, never formulas.

mod astray;
mod read;
mod shown;
mod unpacked;
mod write;

pub(super) use self::{read::parse, write::write};

/// Header rows before the first checkpoint: names and display names.
const HEADS: u32 = 2;
