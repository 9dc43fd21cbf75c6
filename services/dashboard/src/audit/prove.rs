//! `haetae-dashboard audit prove`: writes a proof for every commit of one review; each can be checked with the public
//! key alone.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use haetae_event_log::{AggregateKey, Category};
use haetae_proof::leaf::Leaf;
use uuid::Uuid;

use super::files;
use crate::{Config, check, database, heads, inclusion};

/// The aggregates of a review; all have its id.
const OF_A_REVIEW: [Category; 3] = [Category::Review, Category::Risk, Category::Diagnosis];

/// Writes `<sequence>.tlog-proof` for each commit of `run.review` into `run.to`, all under the latest head.
pub(crate) async fn prove(config: &Config) -> Result<()> {
    let review = config.run.review.as_deref().context("run.review is missing")?;
    let to = config.run.to.as_deref().context("run.to is missing")?;
    let id: Uuid = review.parse().context("run.review is no UUID")?;
    let keys = OF_A_REVIEW.map(|category| AggregateKey::new(category, &id.to_string()));
    let subjects: Vec<String> = keys.into_iter().map(|key| Ok(key?.subject())).collect::<Result<_>>()?;
    let pool = database::pool(&config.database)?;
    check(&pool).await?;
    let mut db = pool.acquire().await?;
    let head = heads::latest(&mut db).await?.context("no head of the log has been signed yet")?;
    let sql = "SELECT seq, subject, payload FROM archive.commits \
               WHERE subject = ANY($1) AND seq <= $2 AND commit_id IS NOT NULL ORDER BY seq";
    let commits: Vec<(i64, String, Vec<u8>)> =
        sqlx::query_as(sql).bind(&subjects).bind(head.size.cast_signed()).fetch_all(&mut *db).await?;
    ensure!(!commits.is_empty(), "no commit of review {id} is under the latest head of {} commits", head.size);
    fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    for (seq, subject, payload) in &commits {
        let sequence = seq.cast_unsigned();
        let bundle = inclusion::bundle(&mut db, sequence, &head).await?;
        let mut bundle = bundle.with_context(|| format!("sequence {sequence} is not under the head"))?;
        bundle.leaf = Some(Leaf { sequence, subject, payload }.encode());
        files::write(&to.join(format!("{sequence}.tlog-proof")), &bundle.to_string(), config.run.overwrite)?;
    }
    tracing::info!(proofs = commits.len(), head = head.size, to = %to.display(), "proved");
    Ok(())
}
