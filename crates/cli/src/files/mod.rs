//! Files that people write: TOML, YAML or JSON, by file extension. Faults are reported with their position.

mod draft;
mod incoming;
mod outgoing;
mod read;
mod request;
mod shown;
mod text;
mod verdicts;
mod word;

pub use haetae_document::{Checked, Fault, Format, parse, parse_whole};
pub(crate) use haetae_document::{Faults, Tree, Written};

pub(crate) use self::incoming::Overwrite;
pub(crate) use self::{
    draft::{Drafted, draft},
    read::{document, open, refused},
    shown::write_document,
    text::unreadable,
    verdicts::verdicts,
};
pub use self::{
    incoming::Incoming,
    outgoing::Outgoing,
    read::{read, read_whole},
    request::RequestFile,
    text::text,
    verdicts::{VerdictLine, VerdictsFile},
    word::Given,
};
