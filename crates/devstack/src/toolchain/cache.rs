//! The cache of fetched programs, and how an entry is made exactly once.

use std::{
    env,
    fs::{self, File, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use crate::{Error, Result};

/// The user's cache; root's lies outside its closed home because PostgreSQL runs as another user.
pub(super) fn dir(given: Option<&Path>) -> Result<PathBuf> {
    let dir = given.map(Path::to_owned).or_else(default_dir);
    let dir = dir.ok_or_else(|| Error::Missing("no home directory: set HAETAE_CACHE_DIR".into()))?;
    create_open_dir(&dir)?;
    let metadata = fs::metadata(&dir).map_err(Error::io(format!("look at {}", dir.display())))?;
    // Files in the cache are executed, so no other user may have put them there.
    if metadata.uid() != rustix::process::geteuid().as_raw() || metadata.mode() & 0o022 != 0 {
        let text = format!("others can write {}: set HAETAE_CACHE_DIR", dir.display());
        return Err(Error::Missing(text));
    }
    Ok(dir)
}

/// Creates the directory `place` unless it exists: `make` fills an empty directory.
///
/// The work is done beside the place and renamed into it, under a lock: processes never collide, and one
/// that is killed leaves nothing half-made in the way.
pub(super) async fn once<Made>(place: &Path, make: impl FnOnce(PathBuf) -> Made) -> Result<()>
where
    Made: Future<Output = Result<()>>,
{
    if place.exists() {
        return Ok(());
    }
    let _turn = lock(place.with_added_extension("lock")).await?;
    if place.exists() {
        return Ok(());
    }
    let partial = place.with_added_extension("partial");
    if partial.exists() {
        fs::remove_dir_all(&partial).map_err(Error::io(format!("remove {}", partial.display())))?;
    }
    create_open_dir(&partial)?;
    make(partial.clone()).await?;
    fs::rename(&partial, place).map_err(Error::io(format!("put {} in place", place.display())))
}

fn default_dir() -> Option<PathBuf> {
    if rustix::process::geteuid().is_root() {
        return Some("/var/cache/haetae".into());
    }
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(base.join("haetae"))
}

/// A directory everyone may enter, whatever the umask.
fn create_open_dir(dir: &Path) -> Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o755)
        .create(dir)
        .and_then(|()| fs::set_permissions(dir, fs::Permissions::from_mode(0o755)))
        .map_err(Error::io(format!("create {}", dir.display())))
}

/// Waits for our turn; the lock is free again when the file is dropped or its process dies.
async fn lock(path: PathBuf) -> Result<File> {
    let shown = format!("lock {}", path.display());
    let waiting = move || -> io::Result<File> {
        let file = File::create(&path)?;
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => {
                tracing::info!(lock = %path.display(), "another process is fetching the same");
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        file.lock().map(|()| file)
    };
    let locked = tokio::task::spawn_blocking(waiting).await;
    locked.unwrap_or_else(|error| Err(error.into())).map_err(Error::io(shown))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn of_many_at_once_one_makes_it_and_all_find_it() {
        let parent = tempfile::tempdir().unwrap();
        let place = parent.path().join("thing-1");
        let made = AtomicUsize::new(0);
        let one = || {
            once(&place, async |partial: PathBuf| {
                made.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                fs::write(partial.join("file"), "whole").map_err(Error::io("write"))
            })
        };
        let (a, b, c, d) = tokio::join!(one(), one(), one(), one());
        a.and(b).and(c).and(d).unwrap();
        assert_eq!(made.load(Ordering::SeqCst), 1);
        assert_eq!(fs::read_to_string(place.join("file")).unwrap(), "whole");
    }

    #[tokio::test]
    async fn what_a_killed_or_failed_maker_left_is_not_taken_for_the_thing() {
        let parent = tempfile::tempdir().unwrap();
        let place = parent.path().join("thing-1");
        let partial = place.with_added_extension("partial");
        fs::create_dir(&partial).unwrap();
        fs::write(partial.join("half"), "").unwrap();

        let failed = once(&place, async |_| Err(Error::Missing("no network".into()))).await;
        assert!(failed.is_err() && !place.exists());

        once(&place, async |dir: PathBuf| fs::write(dir.join("file"), "").map_err(Error::io("write"))).await.unwrap();
        let names: Vec<_> = fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["file"]);
    }

    #[test]
    fn a_directory_others_can_write_is_refused() {
        let parent = tempfile::tempdir().unwrap();
        let shared = parent.path().join("shared");
        fs::create_dir(&shared).unwrap();
        fs::set_permissions(&shared, fs::Permissions::from_mode(0o777)).unwrap();
        assert!(dir(Some(&shared)).unwrap_err().to_string().contains("HAETAE_CACHE_DIR"));
        assert!(dir(Some(&parent.path().join("own"))).is_ok());
    }
}
