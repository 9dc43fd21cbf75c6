//! Signed heads of the log: an auditor who keeps a head can verify later that nothing up to it was changed.

mod keep;
mod sign;
mod store;

use haetae_projector::PgTimestamp;
use haetae_proof::Hash;

pub(crate) use keep::Keeper;
pub(crate) use sign::Signer;
pub(crate) use store::{latest, of_size, page};

/// A signed head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Commits under it.
    pub(crate) size: u64,
    /// The root over them.
    pub(crate) root: Hash,
    /// When it was signed.
    pub(crate) signed_at: PgTimestamp,
    /// The signed note.
    pub(crate) note: String,
}
