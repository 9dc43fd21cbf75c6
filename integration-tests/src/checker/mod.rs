//! Proves, from what was written down outside and what the platform holds, that nothing was lost, doubled or changed.
//!
//! Pure: takes a [`Recording`] and gives every [`Problem`] in it; no problem means that every promise held. The rules
//! are [`Rule`]; each has a red control among the tests, which breaks it and sees it named.

mod aggregates;
mod answers;
mod archive;
mod asked;
mod content;
mod documents;
mod failed;
mod following;
mod history;
pub mod ledger;
mod log;
mod outstanding;
mod problem;
pub mod recording;
mod reviews;
mod rows;
#[cfg(test)]
mod sample;
pub mod tampering;
#[cfg(test)]
mod tests;
mod verdicts;

pub use outstanding::outstanding;
pub use problem::{Problem, Rule};

use history::History;
use problem::Findings;
use recording::Recording;

/// Everything wrong with a recording, in the order of the rules.
pub fn check(recording: &Recording) -> Vec<Problem> {
    let mut findings = Findings::default();
    let history = History::read(&recording.log, &mut findings);
    log::check(&history, &mut findings);
    aggregates::check(&history, &mut findings);
    aggregates::check_etags(&recording.ledger, &history, &mut findings);
    asked::check(&recording.ledger, &history, &mut findings);
    let documents = documents::read(&history, &mut findings);
    reviews::check(&history, &documents, &mut findings);
    verdicts::check(&history, &mut findings);
    failed::check(&history, &mut findings);
    following::check(&history, &mut findings);
    archive::check(&recording.archive, &recording.log, &mut findings);
    rows::check(recording, &history, &mut findings);
    answers::check(&recording.ledger, &history, &mut findings);
    findings.into_problems()
}
