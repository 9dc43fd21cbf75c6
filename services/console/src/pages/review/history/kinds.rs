//! The kinds of entries.

use crate::text::key;

/// A kind of entries: its name in addresses, its text, and the prefixes of its events' names.
pub(super) struct Kind {
    pub(super) slug: &'static str,
    pub(super) text: &'static str,
    begins: &'static [&'static str],
}

/// The kinds, in the order of a review's life.
pub(super) const KINDS: [Kind; 6] = [
    Kind {
        slug: "request",
        text: key("kind-request"),
        begins: &[
            "ReviewSubmitted",
            "ReviewAmended",
            "ReviewWithdrawn",
            "ReviewInfo",
            "ReviewTriaged",
            "ReviewReopened",
        ],
    },
    Kind { slug: "people", text: key("kind-people"), begins: &["ReviewAssigned", "ReviewReleased", "FindingAssigned"] },
    Kind { slug: "risk", text: key("kind-risk"), begins: &["RiskAssessed", "ResidualAssessed", "ReviewTarget"] },
    Kind {
        slug: "checks",
        text: key("kind-checks"),
        begins: &["Diagnosis", "ReviewDiagnosis", "ReviewProgressed", "Verdicts", "Checklist", "Evidence"],
    },
    Kind { slug: "findings", text: key("kind-findings"), begins: &["Finding", "Fix", "Acceptance"] },
    Kind { slug: "decision", text: key("kind-decision"), begins: &["ReviewDecided", "ReviewDecisionStaled"] },
];

/// Whether an event is of a kind; every event is of no kind in particular.
pub(super) fn is_of(kind: &str, event: &str) -> bool {
    let known = KINDS.iter().find(|known| known.slug == kind);
    known.is_none_or(|kind| kind.begins.iter().any(|begins| event.starts_with(begins)))
}

#[cfg(test)]
mod tests {
    use haetae_proto::words;

    use super::*;

    /// Comments have a page of their own; policies and catalogues belong to no review.
    const OF_NO_KIND: [&str; 5] =
        ["ReviewCommented", "PolicyPublished", "PolicyActivated", "CatalogPublished", "CatalogActivated"];

    #[test]
    fn every_event_of_a_review_is_of_a_kind() {
        for (event, _) in words::EVENTS {
            let of_a_kind = KINDS.iter().any(|kind| is_of(kind.slug, event));
            assert_eq!(of_a_kind, !OF_NO_KIND.contains(event), "{event}");
        }
    }

    #[test]
    fn every_kind_names_events_that_there_are() {
        for begins in KINDS.iter().flat_map(|kind| kind.begins) {
            assert!(words::EVENTS.iter().any(|(event, _)| event.starts_with(begins)), "{begins}");
        }
        assert!(is_of("", "RiskAssessed") && is_of("risk", "RiskAssessed") && !is_of("findings", "RiskAssessed"));
    }
}
