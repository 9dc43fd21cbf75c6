//! The diagnosis of a review: its checklist, the verdicts in rounds, and its findings. Written by checkpoint; has the
//! review's id.

mod event;
mod evidence;
mod figures;
mod findings;
mod rejection;
mod retract;
mod revise;
mod rounds;
mod state;
mod tally;
mod verdicts;

pub use event::{Concluded, ControlGain, Event, FindingTerms, Generated, Reopened, Revised, ThreatStanding, Verdict};
pub use evidence::add_evidence;
pub use findings::{
    assign_finding, claim_fix, decide_acceptance, reject_fix, request_acceptance, revoke_acceptance, ring, verify_fix,
};
pub use rejection::Rejection;
pub use retract::retract_finding;
pub use revise::{Revision, revise};
pub use rounds::{conclude, reopen};
pub use state::{Diagnosis, Judged, Retired, State, evolve, generate};
pub use tally::{Standing, Tally};
pub use verdicts::record_verdicts;

#[cfg(test)]
pub(crate) mod tests;
