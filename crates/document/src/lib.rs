//! What people write for the platform, as TOML, YAML or JSON: read, checked, and told with line and path what is wrong with it.
//! No I/O: texts in, values out.

mod check;
mod differences;
mod document;
mod fault;
mod format;
mod parse;
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
    parse::{line_of, parse, parse_whole},
    step::Step,
    tree::Tree,
    written::Written,
};
