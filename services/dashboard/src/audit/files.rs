//! `haetae-dashboard audit export`: writes the input of `haetae audit verify` directly from the database.

use std::{
    fs::{self, Permissions},
    io::{BufWriter, IntoInnerError, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::Path,
};

use anyhow::{Context as _, Error, Result, anyhow, bail};
use haetae_audit::{Kept, keeps_heads, keeps_key, keeps_log};
use sqlx::PgPool;
use tempfile::NamedTempFile;

use super::forks;
use crate::{Config, archive::export, check, database, heads};

/// Heads read at once.
const PAGE: u32 = 1_000;

/// A file that is in its place only when it is whole.
type Out = BufWriter<NamedTempFile>;

/// Writes `log.export`, `heads`, `forks` and, if configured, `public-key` into `run.to`. An earlier export there goes on if
/// it is of the same log; a key, heads or a log of another one are not replaced.
pub(crate) async fn export(config: &Config) -> Result<()> {
    let to = config.run.to.as_deref().context("run.to is missing")?;
    let pool = database::pool(&config.database)?;
    check(&pool).await?;
    fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    let [key_file, heads_file, log_file] = ["public-key", "heads", "log.export"].map(|name| to.join(name));
    let key = config.proof.public_key()?.map(|key| format!("{key}\n"));
    if let Some(key) = &key {
        keeps_key(&key_file, key).map_err(|kept| stays(&key_file, &kept))?;
    }
    // Heads first, so that the export contains all commits they cover. It ends there, because later commits are not
    // proved by a head.
    let (mut kept_heads, mut log, mut kept_forks) = (create(to)?, create(to)?, create(to)?);
    let (heads, covered) = write_heads(&pool, &mut kept_heads).await?;
    let notes = fs::read_to_string(kept_heads.get_ref()).with_context(|| heads_file.display().to_string())?;
    keeps_heads(&heads_file, &notes).map_err(|kept| stays(&heads_file, &kept))?;
    let commits = write_log(&pool, &mut log, covered).await?;
    keeps_log(&log_file, log.get_ref().reopen()?).map_err(|kept| stays(&log_file, &kept))?;
    let forks = forks::write(&mut *pool.acquire().await?, &mut kept_forks).await?;
    // The log first: it goes beyond kept heads, never the other way round.
    for (out, file) in [(log, &log_file), (kept_heads, &heads_file), (kept_forks, &to.join("forks"))] {
        save(out, file)?;
    }
    if let Some(key) = key {
        let mut out = create(to)?;
        out.write_all(key.as_bytes())?;
        save(out, &key_file)?;
    }
    tracing::info!(commits, heads, forks, to = %to.display(), "exported");
    Ok(())
}

/// A file of an earlier export that stays as it is.
fn stays(file: &Path, kept: &Kept) -> Error {
    let why = match (kept, kept.text()) {
        (_, Some(text)) => text.en,
        (Kept::Unread(error), None) => error.to_string(),
        (_, None) => String::new(),
    };
    anyhow!("{}: {why}", file.display())
}

/// Returns the number of heads, and the size of the largest.
async fn write_heads(pool: &PgPool, out: &mut Out) -> Result<(u64, Option<u64>)> {
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
async fn write_log(pool: &PgPool, out: &mut Out, covered: Option<u64>) -> Result<u64> {
    let position: i64 = sqlx::query_scalar("SELECT seq FROM archive.position").fetch_one(pool).await?;
    let last = covered.map_or(position.cast_unsigned(), |covered| covered.min(position.cast_unsigned()));
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

/// A file in a folder, without a name of its own yet.
fn create(folder: &Path) -> Result<Out> {
    let file = tempfile::Builder::new().permissions(Permissions::from_mode(0o666)).tempfile_in(folder);
    Ok(BufWriter::new(file.with_context(|| folder.display().to_string())?))
}

fn save(out: Out, file: &Path) -> Result<()> {
    let out = out.into_inner().map_err(IntoInnerError::into_error)?;
    out.persist(file).map_err(|error| error.error).with_context(|| file.display().to_string())?;
    Ok(())
}

/// Writes a whole file; an existing one is replaced only with `overwrite`.
pub(super) fn write(file: &Path, text: &str, overwrite: bool) -> Result<()> {
    if !overwrite && file.symlink_metadata().is_ok() {
        bail!("{} is there already; give --overwrite to replace it", file.display());
    }
    let mut out = create(file.parent().unwrap_or(Path::new(".")))?;
    out.write_all(text.as_bytes())?;
    save(out, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that is there is replaced only when it is asked for, and is a file as any other.
    #[test]
    fn nothing_is_overwritten_unless_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let (file, plain) = (folder.path().join("proof"), folder.path().join("plain"));
        write(&file, "mine", false).unwrap();
        assert!(write(&file, "theirs", false).unwrap_err().to_string().contains("--overwrite"));
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
        write(&file, "theirs", true).unwrap();
        fs::write(&plain, "").unwrap();
        let mode = |file: &Path| file.metadata().unwrap().permissions().mode();
        assert_eq!((fs::read_to_string(&file).unwrap().as_str(), mode(&file)), ("theirs", mode(&plain)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left");
    }
}
