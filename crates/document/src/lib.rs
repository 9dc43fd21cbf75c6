//! Documents that people write in TOML, YAML or JSON: parsing, checking, and faults with line and path. No I/O: texts
//! in, values out.

mod check;
mod differences;
mod document;
mod fault;
mod format;
mod parse;
mod spelling;
mod step;
mod syntax;
mod tree;
mod written;

pub use self::{
    check::{Checked, Faults},
    differences::{Difference, Part, What, differences},
    document::Document,
    fault::{Fault, joined},
    format::Format,
    parse::{line_of, parse, parse_whole, tree},
    step::Step,
    tree::Tree,
    written::Written,
};
