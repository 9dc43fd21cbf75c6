//! Proofs from the archive's tree.

use haetae_proof::{Bundle, Plan};
use sqlx::PgConnection;

use crate::{archive::tree, heads::Head};

/// The proof that the commit at `sequence` is under a head; none when it is not.
pub(crate) async fn bundle(db: &mut PgConnection, sequence: u64, head: &Head) -> sqlx::Result<Option<Bundle>> {
    let Some(index) = sequence.checked_sub(1) else { return Ok(None) };
    let Some(plan) = Plan::inclusion(index, head.size) else { return Ok(None) };
    let proof = tree::resolve(db, &plan).await?;
    Ok(Some(Bundle { index, leaf: None, proof, note: head.note.clone() }))
}
