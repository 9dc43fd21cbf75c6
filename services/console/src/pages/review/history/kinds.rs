//! The kinds of entries: the topics of their events.

use haetae_proto::{
    event::v1::EventTopic,
    words::{EventName, Named as _},
};

/// The kinds, in the order of a review's life. Comments have a page of their own; documents belong to no review.
pub(super) const KINDS: [EventTopic; 6] = [
    EventTopic::Request,
    EventTopic::People,
    EventTopic::Risk,
    EventTopic::Checks,
    EventTopic::Findings,
    EventTopic::Decision,
];

/// The name of a kind in addresses.
pub(super) fn slug(kind: EventTopic) -> String {
    kind.value().word.to_ascii_lowercase()
}

/// Whether an event is of a kind. Every event is of no kind in particular; one that this build does not know is of no other.
pub(super) fn is_of(kind: &str, event: &str) -> bool {
    let Some(kind) = KINDS.into_iter().find(|known| slug(*known) == kind) else { return true };
    EventName::parse(event).is_some_and(|event| event.topics().contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_of_the_kinds_that_the_contract_says() {
        for (kind, event, is) in [
            ("", "RiskAssessed", true),
            ("", "FindingOf2040", true),
            ("risk", "RiskAssessed", true),
            ("risk", "ReviewTargetSet", true),
            ("findings", "RiskAssessed", false),
            ("findings", "FindingAssigned", true),
            ("people", "FindingAssigned", true),
            ("findings", "FindingOf2040", false),
        ] {
            assert_eq!(is_of(kind, event), is, "{kind} {event}");
        }
    }
}
