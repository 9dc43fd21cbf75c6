//! What entries are about.

use crate::text::key;

/// A kind of entries: its name in addresses, its text, and its events.
pub(super) struct Kind {
    pub(super) slug: &'static str,
    pub(super) text: &'static str,
    events: &'static [&'static str],
}

/// The kinds, in the order of a review's life. An event may be of two.
pub(super) const KINDS: [Kind; 6] = [
    Kind {
        slug: "request",
        text: key("kind-request"),
        events: &[
            "ReviewSubmitted",
            "ReviewAmended",
            "ReviewWithdrawn",
            "ReviewInfoRequested",
            "ReviewInfoProvided",
            "ReviewTriaged",
            "ReviewReopened",
        ],
    },
    Kind { slug: "people", text: key("kind-people"), events: &["ReviewAssigned", "ReviewReleased", "FindingAssigned"] },
    Kind {
        slug: "risk",
        text: key("kind-risk"),
        events: &["RiskAssessed", "ResidualAssessed", "ReviewTargetSet", "ReviewTargetBreached"],
    },
    Kind {
        slug: "checks",
        text: key("kind-checks"),
        events: &[
            "ReviewDiagnosisStarted",
            "ReviewProgressed",
            "DiagnosisGenerated",
            "DiagnosisConcluded",
            "DiagnosisReopened",
            "VerdictsRecorded",
            "ChecklistRevised",
            "EvidenceAdded",
        ],
    },
    Kind {
        slug: "findings",
        text: key("kind-findings"),
        events: &[
            "FindingOpened",
            "FindingAssigned",
            "FindingCorrected",
            "FindingRetracted",
            "FindingOverdue",
            "FixClaimed",
            "FixVerified",
            "FixRejected",
            "AcceptanceRequested",
            "AcceptanceApproved",
            "AcceptanceDeclined",
            "AcceptanceRequestLapsed",
            "AcceptanceRevoked",
            "AcceptanceEnding",
            "AcceptanceEnded",
        ],
    },
    Kind { slug: "decision", text: key("kind-decision"), events: &["ReviewDecided", "ReviewDecisionStaled"] },
];

/// Whether an event is of a kind; every event is of no kind in particular.
pub(super) fn is_of(kind: &str, event: &str) -> bool {
    let known = KINDS.iter().find(|known| known.slug == kind);
    known.is_none_or(|kind| kind.events.contains(&event))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use haetae_proto::words;

    use super::*;

    /// Comments have a page of their own; policies and catalogues belong to no review.
    const OF_NO_KIND: [&str; 5] =
        ["ReviewCommented", "PolicyPublished", "PolicyActivated", "CatalogPublished", "CatalogActivated"];

    #[test]
    fn every_event_of_a_review_is_of_a_kind() {
        let of_kinds = KINDS.iter().flat_map(|kind| kind.events).chain(&OF_NO_KIND).copied();
        let events = words::EVENTS.iter().map(|(event, _)| *event);
        assert_eq!(of_kinds.collect::<BTreeSet<_>>(), events.collect::<BTreeSet<_>>());
        assert!(is_of("", "RiskAssessed") && is_of("risk", "RiskAssessed") && !is_of("findings", "RiskAssessed"));
    }
}
