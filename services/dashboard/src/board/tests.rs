use std::collections::BTreeSet;

use haetae_projector::Projection as _;
use haetae_proto::words::EVENTS;

use super::{Board, COLUMN_NAMES, Fact};
use crate::diagnosis::Diagnosis;

/// Events that no view asks for: what they change shows in the rows that views count.
const UNASKED: [&str; 15] = [
    "ReviewAmended",
    "ReviewWithdrawn",
    "ReviewInfoProvided",
    "ReviewQuestionRetracted",
    "ReviewReleased",
    "ReviewCommented",
    "ReviewProgressed",
    "PolicyPublished",
    "PolicyActivated",
    "DiagnosisGenerated",
    "DiagnosisConcluded",
    "ChecklistRevised",
    "EvidenceAdded",
    "CatalogPublished",
    "CatalogActivated",
];

/// The words in quotes that are written as events are: `ReviewTriaged`.
fn named(sql: &str) -> BTreeSet<&str> {
    let is_name = |text: &&str| {
        let humps = text.bytes().filter(u8::is_ascii_uppercase).count();
        humps > 1 && text.starts_with(|c: char| c.is_ascii_uppercase()) && text.bytes().all(|c| c.is_ascii_alphabetic())
    };
    sql.split('\'').filter(is_name).collect()
}

/// Every event of the contract is asked for by a view, is one of findings, or is left out on purpose; and no view asks for
/// an event that there is not.
#[test]
fn analysts_see_every_event_or_it_is_said_that_they_do_not() {
    let (board, diagnosis) = (Board::views(), Diagnosis::views());
    let named: BTreeSet<_> = named(&board).union(&named(&diagnosis)).copied().collect();
    assert!(named.contains("RiskAssessed"), "nothing was found");
    let unasked = BTreeSet::from(UNASKED);
    assert_eq!(named.intersection(&unasked).collect::<Vec<_>>(), Vec::<&&str>::new(), "a view asks for it");
    let decided: BTreeSet<_> = named.into_iter().chain(Fact::OF_FINDINGS.iter().copied()).chain(unasked).collect();
    assert_eq!(decided, EVENTS.iter().map(|(name, _)| *name).collect());
}

/// Columns that analysts do not see as such. Duplicates are told by `closing`, and times in a status by another view; by the
/// rest the service orders and searches.
const UNSEEN: [&str; 7] =
    ["duplicate", "acceptances_asked", "fixes_claimed", "status_since", "level_rank", "due_by", "people"];

/// Every column of `reviews` is shown to analysts, or is left out on purpose.
#[test]
fn analysts_see_every_column_or_it_is_said_that_they_do_not() {
    let view = include_str!("analytics/reviews.sql");
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let shown: BTreeSet<_> = view.split("r.").skip(1).filter_map(|rest| rest.split(|c| !is_name(c)).next()).collect();
    let (seen, unseen): (Vec<_>, Vec<_>) = COLUMN_NAMES.split(", ").partition(|column| shown.contains(column));
    assert!(seen.contains(&"title"), "nothing was found");
    assert_eq!(unseen, UNSEEN);
}
