//! Signs the head of the archive, only if it continues the previously signed head.

use haetae_projector::{PgTimestamp, alone};
use haetae_proof::{Checkpoint, CheckpointError, Hash, SigningKey};
use haetae_service_kit::clock;
use sqlx::{Connection as _, PgConnection, PgPool};
use thiserror::Error;

use super::{Head, store};
use crate::archive::tree;

/// Why no head was signed.
#[derive(Debug, Error)]
pub(crate) enum SignError {
    /// The archive differs from a head that was signed before. Nothing is signed from now on.
    #[error("the archive does not continue the head of {size} commits that was signed before")]
    Inconsistent {
        /// Commits under that head.
        size: u64,
    },
    /// The archive has fewer commits than a head that was signed before: another generation, which has to catch up.
    #[error("the archive is behind the head of {size} commits that was signed before")]
    Behind {
        /// Commits under that head.
        size: u64,
    },
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The key does not fit the log.
    #[error(transparent)]
    Key(#[from] CheckpointError),
}

/// How long the signing process may be silent before others sign, in milliseconds: it may have been suspended.
const SILENCE: u32 = 15_000;

/// Signs heads, one after the other.
pub(crate) struct Signer {
    pool: PgPool,
    key: SigningKey,
    /// The head that this process signed last, regardless of the database.
    last: Option<(u64, Hash)>,
}

impl Signer {
    /// A signer with a key whose name is the origin of the log.
    pub(crate) fn new(pool: PgPool, key: SigningKey) -> Self {
        Self { pool, key, last: None }
    }

    /// Signs the current archive, unless that head is signed already; returns the latest head, or none for an empty
    /// archive. Of several processes one signs, and the others find its head.
    pub(crate) async fn sign(&mut self) -> Result<Option<Head>, SignError> {
        let mut db = self.pool.acquire().await?;
        let mut tx = db.begin().await?;
        alone(&mut tx, "log heads", SILENCE).await?;
        let size: i64 = sqlx::query_scalar("SELECT seq FROM archive.position").fetch_one(&mut *tx).await?;
        let size = size.cast_unsigned();
        let latest = store::latest(&mut tx).await?;
        let mut before: Vec<_> =
            self.last.into_iter().chain(latest.as_ref().map(|head| (head.size, head.root))).collect();
        before.dedup();
        for (signed, root) in before {
            continues(&mut tx, size, signed, &root).await?;
        }
        if size == 0 || latest.as_ref().is_some_and(|head| head.size == size) {
            return Ok(latest);
        }
        let root = tree::root(&mut tx, size).await?;
        let note = Checkpoint { origin: self.key.public().name().to_owned(), size, root }.sign(&self.key)?;
        let head = Head { size, root, signed_at: PgTimestamp::new(clock::now()), note };
        store::insert(&mut tx, &head).await?;
        tx.commit().await?;
        self.last = Some((size, root));
        tracing::debug!(size, "signed the head of the log");
        Ok(Some(head))
    }
}

/// Whether the archive of `size` commits still contains the signed ones unchanged.
async fn continues(db: &mut PgConnection, size: u64, signed: u64, root: &Hash) -> Result<(), SignError> {
    if size < signed {
        return Err(SignError::Behind { size: signed });
    }
    match tree::root(db, signed).await {
        Ok(found) if found == *root => Ok(()),
        // Missing commits count as altered.
        Ok(_) | Err(sqlx::Error::Decode(_)) => Err(SignError::Inconsistent { size: signed }),
        Err(error) => Err(error.into()),
    }
}
