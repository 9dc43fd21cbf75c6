//! Files people write: TOML, YAML or JSON, by the name's ending. What is wrong is said with its place.

mod check;
mod draft;
mod fault;
mod format;
mod incoming;
mod outgoing;
mod parse;
mod read;
mod request;
mod shown;
mod step;
mod text;
mod tree;
mod verdicts;
mod word;
mod written;

pub use self::{
    check::Checked,
    fault::Fault,
    format::Format,
    incoming::Incoming,
    outgoing::Outgoing,
    parse::{parse, parse_whole},
    read::{read, read_whole},
    request::RequestFile,
    text::text,
    verdicts::{VerdictLine, VerdictsFile},
    word::Given,
};
pub(crate) use self::{
    check::Faults,
    draft::{Drafted, draft},
    read::Document,
    shown::{Form, write_document},
    text::unreadable,
    tree::Tree,
    written::Written,
};
