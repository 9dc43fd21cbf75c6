//! The possible outcomes of a decision.

use haetae_proto::{common::v1::DecisionOutcome, words::Named};

use crate::text::{Say, key};

/// An outcome.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) about: String,
    pub(super) chosen: bool,
    /// The service's refusal; none when the outcome is possible.
    pub(super) why_not: Option<String>,
}

/// The outcomes in the order of the contract; `chosen` is the word of one, `no_approval` the service's refusal of
/// every approval.
pub(super) fn outcomes(t: Say, chosen: &str, no_approval: Option<&str>) -> Vec<Outcome> {
    let given = [
        (DecisionOutcome::Approved, key("decide-approved-about")),
        (DecisionOutcome::ApprovedWithConditions, key("decide-conditional-about")),
        (DecisionOutcome::Rejected, key("decide-rejected-about")),
    ];
    let outcome = |(outcome, about): (DecisionOutcome, &'static str)| {
        let value = outcome.value();
        let why_not = no_approval.filter(|_| outcome != DecisionOutcome::Rejected).map(str::to_owned);
        Outcome {
            value: value.word.to_ascii_lowercase(),
            text: t.word::<DecisionOutcome>(outcome.into()),
            about: t.text(about),
            chosen: value.is(chosen) && why_not.is_none(),
            why_not,
        }
    };
    given.into_iter().map(outcome).collect()
}
