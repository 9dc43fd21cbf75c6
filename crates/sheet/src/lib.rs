//! A checklist as a table that people fill in elsewhere: a spreadsheet, or a text in an editor. No I/O: bytes in, bytes out.
//!
//! Each row names its checkpoint and the result that it had when the file was written. The merge can therefore tell the edits of
//! the person from later changes of another reviewer.

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
