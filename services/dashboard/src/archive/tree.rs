//! Reads the stored hashes of the tree, only those that a root or a proof needs.

use futures::TryStreamExt as _;
use haetae_proof::{Frontier, Hash, Node, Plan, Run, Stored};
use sqlx::{AssertSqlSafe, PgConnection};

/// The generation whose tables are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TreePlace {
    /// The generation that this session writes.
    Writing,
    /// The generation that readers see.
    Live,
}

impl TreePlace {
    const fn schema(self) -> &'static str {
        match self {
            Self::Writing => "",
            Self::Live => "archive.",
        }
    }
}

/// The tree of the first `size` commits, to be extended.
pub(crate) async fn frontier(db: &mut PgConnection, place: TreePlace, size: u64) -> sqlx::Result<Frontier> {
    let stored = fetch(db, place, &Plan::root(size).runs()).await?;
    Frontier::restore(size, &stored).ok_or_else(incomplete)
}

/// The hashes of a root or a proof.
pub(crate) async fn resolve(db: &mut PgConnection, plan: &Plan) -> sqlx::Result<Vec<Hash>> {
    let stored = fetch(db, TreePlace::Live, &plan.runs()).await?;
    plan.resolve(&stored).ok_or_else(incomplete)
}

/// The stored hash of the leaf of one commit.
pub(crate) async fn leaf(db: &mut PgConnection, sequence: u64) -> sqlx::Result<Option<Hash>> {
    let sql = "SELECT leaf_hash FROM archive.commits WHERE seq = $1";
    let found: Option<Vec<u8>> = sqlx::query_scalar(sql).bind(sequence.cast_signed()).fetch_optional(db).await?;
    found.map(to_hash).transpose()
}

/// The root over the first `size` commits.
pub(crate) async fn root(db: &mut PgConnection, size: u64) -> sqlx::Result<Hash> {
    Ok(frontier(db, TreePlace::Live, size).await?.root())
}

async fn fetch(db: &mut PgConnection, place: TreePlace, runs: &[Run]) -> sqlx::Result<Stored> {
    let schema = place.schema();
    let mut stored = Stored::default();
    for run in runs {
        let sql = match run.level {
            0 => format!("SELECT seq - 1, leaf_hash FROM {schema}commits WHERE seq > $1 AND seq <= $2"),
            n => format!("SELECT index, hash FROM {schema}subtrees WHERE level = {n} AND index >= $1 AND index < $2"),
        };
        let query = sqlx::query_as::<_, (i64, Vec<u8>)>(AssertSqlSafe(sql));
        let query = query.bind(run.first.cast_signed()).bind(run.end.cast_signed());
        let mut rows = query.fetch(&mut *db);
        while let Some((index, hash)) = rows.try_next().await? {
            stored.insert(Node { level: run.level, index: index.cast_unsigned() }, to_hash(hash)?);
        }
    }
    Ok(stored)
}

/// A stored hash.
pub(crate) fn to_hash(bytes: Vec<u8>) -> sqlx::Result<Hash> {
    bytes.try_into().map_err(|_| sqlx::Error::Decode("a hash that is not 32 bytes long".into()))
}

/// Only a damaged archive lacks one.
fn incomplete() -> sqlx::Error {
    sqlx::Error::Decode("the archive's tree is incomplete".into())
}
