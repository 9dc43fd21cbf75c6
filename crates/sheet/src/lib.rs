//! A checklist as a table that people fill in elsewhere: a spreadsheet, or a text in an editor. No I/O: bytes in, bytes out.
//!
//! Each row contains its checkpoint and the result at the time of writing. The merge can therefore distinguish the
//! person's edits from later changes by another reviewer.

mod column;
mod csv;
mod encoding;
mod fault;
mod filled;
mod format;
mod limits;
mod lost;
mod merge;
mod read;
mod rows;
mod table;
pub mod words;
mod xlsx;

pub use self::{
    column::Column,
    fault::{Cell, Fault, Place, Sheet, once},
    filled::{At, Filled},
    format::SheetFormat,
    limits::LARGEST,
    lost::restore,
    merge::{Merged, Row, merge},
    read::{Given, read},
    rows::{mark, rows},
    table::{Table, Tables},
};

#[cfg(test)]
mod tests;
