//! `haetae-dashboard audit export`: writes the input of `haetae audit verify` directly from the database.

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::Path,
};

use anyhow::{Context as _, Result};
use sqlx::PgPool;

use super::forks;
use crate::{Config, archive::export, check, database, heads};

/// Heads read at once.
const PAGE: u32 = 1_000;

/// Writes `log.export`, `heads`, `forks` and, if configured, `public-key` into `run.to`.
pub(crate) async fn export(config: &Config) -> Result<()> {
    let to = config.run.to.as_deref().context("run.to is missing")?;
    let pool = database::pool(&config.database)?;
    check(&pool).await?;
    fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    // Heads first, so that the export contains all commits they cover. It ends there, because later commits are not
    // proved by a head.
    let (heads, covered) = write_heads(&pool, &to.join("heads")).await?;
    let commits = write_log(&pool, &to.join("log.export"), covered).await?;
    let mut out = create(&to.join("forks"))?;
    let forks = forks::write(&mut *pool.acquire().await?, &mut out).await?;
    out.flush()?;
    if let Some(key) = config.proof.public_key()? {
        fs::write(to.join("public-key"), format!("{key}\n")).context("public-key")?;
    }
    tracing::info!(commits, heads, forks, to = %to.display(), "exported");
    Ok(())
}

/// Returns the number of heads, and the size of the largest.
async fn write_heads(pool: &PgPool, file: &Path) -> Result<(u64, Option<u64>)> {
    let mut out = create(file)?;
    let (mut below, mut count, mut largest) = (u64::MAX, 0, None);
    loop {
        let mut db = pool.acquire().await?;
        let page = heads::page(&mut db, below, PAGE).await?;
        let Some(last) = page.last() else { break };
        below = last.size;
        largest = largest.or_else(|| page.first().map(|head| head.size));
        count += page.len() as u64;
        for head in page {
            writeln!(out, "{}", head.note)?;
        }
    }
    out.flush()?;
    Ok((count, largest))
}

/// Writes the commits up to `covered`, without it all of them; returns how many.
async fn write_log(pool: &PgPool, file: &Path, covered: Option<u64>) -> Result<u64> {
    let position: i64 = sqlx::query_scalar("SELECT seq FROM archive.position").fetch_one(pool).await?;
    let last = covered.map_or(position.cast_unsigned(), |covered| covered.min(position.cast_unsigned()));
    let mut out = create(file)?;
    let mut reached = 0;
    while reached < last {
        let chunk = export::chunk(&mut *pool.acquire().await?, reached, last).await;
        let (records, next) = chunk.context("the archive cannot be exported")?;
        out.write_all(&records)?;
        reached = next;
    }
    out.flush()?;
    Ok(reached)
}

fn create(file: &Path) -> Result<BufWriter<File>> {
    Ok(BufWriter::new(File::create(file).with_context(|| file.display().to_string())?))
}
