//! A review: one request and its whole life cycle. Written by intake; other services follow its events.
//!
//! A table ([`transitions`]) defines which step is allowed in which status; each group of steps is a file of
//! decisions.

mod amend;
mod assign;
mod command;
mod comment;
mod contents;
mod decide;
mod event;
mod follow;
mod information;
mod news;
mod number;
mod rejection;
mod request;
mod state;
mod target;
pub mod transitions;
mod triage;

pub use amend::{Amendment, amend};
pub use assign::{assign, claim, release};
pub use command::Command;
pub use comment::comment;
pub use contents::{Amended, Basis, Decided, Due, FieldChange, Moved, Progress, Submitted, Target, Triaged};
pub use decide::{Judges, decide, reopen};
pub use event::{Course, Event};
pub use follow::{follow_assessment, follow_diagnosis, start_diagnosis};
pub use information::{provide_info, request_info, retract_question};
pub use news::{AssessmentNews, DiagnosisNews};
pub use number::Number;
pub use rejection::Rejection;
pub use request::{submit, withdraw};
pub use state::{Breach, Decision, Question, Review, State, Wait, evolve};
pub use target::breach;
pub use triage::{Uncovering, covers, triage};

#[cfg(test)]
mod tests;
