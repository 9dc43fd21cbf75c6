//! The rounds of a diagnosis.

use haetae_domain::{
    diagnosis::{Event, Tally},
    ids::{Meta, Person},
};
use jiff::Timestamp;

/// One round.
#[derive(Clone, Debug)]
pub(crate) struct Round {
    pub(crate) number: u32,
    pub(crate) began_at: Timestamp,
    /// Why the round began; empty for the first, and when a revision caused it.
    pub(crate) reason: String,
    pub(crate) end: Option<RoundEnd>,
}

/// The end of a round.
#[derive(Clone, Debug)]
pub(crate) struct RoundEnd {
    pub(crate) at: Timestamp,
    pub(crate) by: Person,
    pub(crate) summary: String,
    /// The whole checklist then.
    pub(crate) tally: Tally,
}

/// Rounds, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rounds(pub(crate) Vec<Round>);

impl Rounds {
    pub(super) fn diagnosed(&mut self, event: &Event, meta: &Meta) {
        match event {
            Event::Generated(_) => self.begin(1, String::new(), meta),
            Event::Reopened(reopened) => self.begin(reopened.round, reopened.reason.clone(), meta),
            Event::Concluded(concluded) => {
                if let Some(round) = self.0.last_mut() {
                    let (summary, tally) = (concluded.summary.clone(), concluded.tally);
                    round.end = Some(RoundEnd { at: meta.at, by: meta.by.clone(), summary, tally });
                }
            }
            Event::VerdictsRecorded { .. }
            | Event::Revised(_)
            | Event::Finding { .. }
            | Event::EvidenceAdded { .. } => {}
        }
    }

    fn begin(&mut self, number: u32, reason: String, meta: &Meta) {
        self.0.push(Round { number, began_at: meta.at, reason, end: None });
    }
}
