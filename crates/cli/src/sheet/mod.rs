//! A checklist as a table that people fill in elsewhere: a spreadsheet, or a text in an editor.
//!
//! Each row names its checkpoint and the result that it had when the file was written. The merge can therefore tell the edits of
//! the person from later changes of another reviewer.

mod column;
mod csv;
mod encoding;
mod filled;
mod format;
mod limits;
mod lost;
mod merge;
mod read;
mod rows;
mod shown;
mod xlsx;

pub(crate) use self::{
    column::Column,
    filled::{At, Filled},
    format::SheetFormat,
    limits::LARGEST,
    lost::restore,
    merge::{Merged, Row, merge},
    read::read,
    rows::{mark, rows},
};

#[cfg(test)]
mod tests;
