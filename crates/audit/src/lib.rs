//! Checks an export of the log against signed heads, offline: it needs only the export, the heads and the public key.
//!
//! It answers two questions. Is this the history that was signed? The tree is computed again and compared with every
//! head. Do the rules allow this history? Every aggregate is folded from its first commit, and every decision of a
//! known kind is repeated on the state it was made on.

mod export;
mod finding;
mod findings;
mod fork;
mod heads;
mod history;
mod judge;
mod kept;
mod kind;
mod proof;
mod signed;
mod text;
mod what;

use std::io::{self, Read};

use haetae_event_log::{AggregateKey, Recorded};
use haetae_proof::{Frontier, PublicKey, leaf::Leaf, leaf_hash};

pub use export::Records;
pub use finding::{Finding, Outcome, Report};
pub use fork::{Became, Fork, ForkLine, Forked, ForksError, read_forks};
pub use heads::split_notes;
pub use judge::Judge;
pub use kept::{Kept, keeps_heads, keeps_key, keeps_log};
pub use kind::Kind;
pub use proof::{ProofError, Proved, check_proof};
pub use signed::{AlteredRange, SignedHistory, TwoHistories};
pub use text::{read_text, read_text_from};
pub use what::{BrokenRecord, Difference, Foreign, Owner, Refusal, Stranger, Terms, Unbound, Unlawful, Value, What};

use findings::Findings;
use heads::{Compared, Heads};
use history::History;

/// Reads an export to its end and returns the findings; without findings, everything is as it was signed and decided.
///
/// # Errors
/// When the export cannot be read. Problems in its content are findings.
pub fn verify(export: impl Read, notes: &[String], key: &PublicKey) -> io::Result<Report> {
    let mut findings = Findings::default();
    let mut heads = Heads::open(notes, key, &mut findings);
    let mut history = History::default();
    let mut tree = Frontier::default();
    // The sequence that belongs to the next record.
    let mut expected = 1;
    for record in Records::new(export) {
        let leaf = match record? {
            Ok(leaf) => leaf,
            Err(broken) => {
                findings.of_order(expected, What::Record(broken));
                break;
            }
        };
        tree.push(leaf_hash(&leaf), |_, _| {});
        heads.compare(&tree);
        let Some(recorded) = recorded(&leaf) else {
            findings.of_order(expected, What::NoMessage);
            expected += 1;
            continue;
        };
        let found = recorded.sequence;
        if found != expected {
            findings.of_order(expected, What::Sequence { found, expected });
        }
        // Records after a gap are judged as far as possible; a repeated sequence is not.
        if found >= expected {
            history.follow(&recorded, &mut findings);
            expected = found.saturating_add(1);
        }
    }
    let compared = heads.finish(&tree, &mut findings);
    Ok(report(&tree, compared, &history, findings))
}

fn report(tree: &Frontier, compared: Compared, history: &History, findings: Findings) -> Report {
    let (decisions, given) = history.decisions();
    let Compared { matched, covered, change, histories } = compared;
    let Findings { told, total, foreign, strangers, consequences, .. } = findings;
    Report {
        commits: tree.size(),
        root: tree.root(),
        heads: matched,
        covered,
        change,
        histories,
        decisions,
        given: given.clone(),
        foreign,
        strangers,
        findings: told,
        total,
        consequences,
    }
}

/// The commit of a leaf, or a message that is no commit.
fn recorded(leaf: &[u8]) -> Option<Recorded> {
    let Leaf { sequence, subject, payload } = Leaf::decode(leaf)?;
    let key = AggregateKey::found(subject);
    Some(Recorded { sequence, key, payload: payload.to_vec().into(), traceparent: None, stored_at: None })
}
