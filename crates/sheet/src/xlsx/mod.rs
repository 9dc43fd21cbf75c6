//! The format of Excel. Its cells are texts, never formulas.

mod read;
mod shown;
mod unpacked;
mod write;

pub(super) use self::{read::parse, write::write};

/// Rows that are named and headed before the first checkpoint.
const HEADS: u32 = 2;
