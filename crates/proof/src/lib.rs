//! History that can be proved: a Merkle tree over the log (RFC 6962), its signed heads (C2SP tlog-checkpoint and
//! signed-note), and proofs against them. Pure: no I/O, no clock. The formats are described in docs/proof.md.
//!
//! [`leaf`] says what of a commit is proved. [`Frontier`] follows the tree as it grows; [`Plan`] says which stored
//! hashes a root or a proof is made of; [`verify_inclusion`] and [`verify_consistency`] check them. [`SigningKey`] signs
//! a [`Checkpoint`]; [`Bundle`] is a proof that needs nothing but the [`PublicKey`].

mod bundle;
mod checkpoint;
mod frontier;
mod hash;
pub mod leaf;
mod note;
mod plan;
mod verify;

pub use bundle::{Bundle, BundleError};
pub use checkpoint::{Checkpoint, CheckpointError};
pub use frontier::Frontier;
pub use hash::{EMPTY_ROOT, Hash, from_base64, leaf_hash, node_hash, to_base64};
pub use note::{KeyError, NoteError, PublicKey, SigningKey};
pub use plan::{Node, Plan, Run, STORED_EVERY, Stored};
pub use verify::{verify_consistency, verify_inclusion};
