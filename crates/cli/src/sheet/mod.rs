//! A checklist as a table that people fill in elsewhere: a spreadsheet, or a text in an editor.
//!
//! A row says which checkpoint it is and what its result was when it was written. So what was filled in since is told from
//! what was there, and a change that another reviewer made meanwhile is seen.

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
