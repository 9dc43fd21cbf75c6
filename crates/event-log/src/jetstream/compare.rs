//! Compares the log with everything it is known to have contained.

use haetae_proof::PublicKey;

use super::{gate::Gate, heads, report::Mark, view::View};
use crate::ReadError;

/// Compares the log with the commits that passed the gate, with the reports of other members, and with its signed
/// head. If the log lacks any of these, the gate closes until all of them are found.
pub(super) async fn compare(
    view: &View,
    gate: &Gate,
    told: &[Mark],
    public_key: Option<&PublicKey>,
) -> Result<(), ReadError> {
    let head = reaches(view, gate).await?;
    let whole = async {
        for mark in Mark::latest(gate).iter().chain(told) {
            holds(view, mark).await?;
        }
        match public_key {
            Some(key) => heads::check(view, &gate.trouble, key).await.map(drop),
            None => Ok(()),
        }
    };
    let compared = whole.await;
    match compared {
        Ok(()) => gate.heal(),
        Err(ReadError::Gap { expected, .. }) => drop(gate.regress(expected, head)),
        Err(ReadError::Unavailable(_)) => {}
    }
    compared
}

/// Returns the head of a log that reaches at least as far as it is known to have reached.
async fn reaches(view: &View, gate: &Gate) -> Result<u64, ReadError> {
    // Read the known position before the head: a commit written in between must not count as missing.
    let known = gate.known();
    let head = view.head_from(known).await?;
    if head < known {
        gate.regress(known, head);
        return Err(ReadError::Gap { expected: known.saturating_add(1), got: head + 1 });
    }
    gate.reaches(head);
    Ok(head)
}

async fn holds(view: &View, mark: &Mark) -> Result<(), ReadError> {
    let found = view.leaf(mark.sequence).await?;
    if found.is_some_and(|leaf| hex::encode(leaf) == mark.leaf) {
        return Ok(());
    }
    Err(ReadError::Gap { expected: mark.sequence, got: 0 })
}
