//! A temporary directory that a later process removes when its owner could not.

use std::{
    env,
    fs::{self, File, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use crate::{Error, Result, token};

const PREFIX: &str = "haetae-";
const LOCK: &str = "owner.lock";
const TRIES: usize = 10;

/// A directory `haetae-…` under the system's temporary directory, removed on drop. One whose owner was
/// killed is removed when the next one is made: its lock is free, so it has no owner.
#[derive(Debug)]
pub struct StackDir {
    path: PathBuf,
    _lock: File,
}

impl StackDir {
    /// Removes what dead owners left, then makes a directory of our own.
    ///
    /// # Errors
    /// An error if the temporary directory cannot be written.
    pub fn create() -> Result<Self> {
        Self::create_in(&env::temp_dir())
    }

    /// [`Self::create`] under `parent`.
    ///
    /// # Errors
    /// An error if `parent` cannot be written.
    pub fn create_in(parent: &Path) -> Result<Self> {
        sweep(parent);
        for _ in 0..TRIES {
            let path = parent.join(format!("{PREFIX}{}", token::random(6)?));
            if let Some(lock) = make(&path)? {
                return Ok(Self { path, _lock: lock });
            }
        }
        Err(Error::Missing(format!("no directory could be kept in {}", parent.display())))
    }

    /// The path of the directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for StackDir {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::debug!(path = %self.path.display(), %error, "left for the next start to remove");
        }
    }
}

/// Makes and locks the directory; `None` when a sweeper took it in the moment before it was locked.
fn make(path: &Path) -> Result<Option<File>> {
    fs::create_dir(path).map_err(Error::io(format!("create {}", path.display())))?;
    // Root's servers run as another user, who must be able to pass through, but not to look around.
    let mode = if rustix::process::geteuid().is_root() { 0o711 } else { 0o700 };
    let lock = fs::set_permissions(path, Permissions::from_mode(mode))
        .and_then(|()| File::create_new(path.join(LOCK)))
        .and_then(|lock| lock.lock().map(|()| lock));
    match lock {
        Ok(lock) => Ok(path.join(LOCK).exists().then_some(lock)),
        Err(_) if !path.exists() => Ok(None),
        Err(error) => Err(Error::io(format!("lock {}", path.display()))(error)),
    }
}

/// Removes the directories under `parent` that are ours and whose lock is free. What cannot be removed now
/// is tried again next time.
fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let path = entry.path();
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) || !is_ours(&path) {
            continue;
        }
        match File::open(path.join(LOCK)) {
            Ok(lock) if lock.try_lock().is_ok() => {
                tracing::debug!(path = %path.display(), "removing what a dead owner left");
                let _ = fs::remove_dir_all(&path);
            }
            Ok(_held) => {}
            // Either not one of these directories, or one whose owner died before locking it: removing
            // succeeds only for an empty one.
            Err(_) => {
                let _ = fs::remove_dir(&path);
            }
        }
    }
}

fn is_ours(path: &Path) -> bool {
    fs::symlink_metadata(path)
        .is_ok_and(|metadata| metadata.is_dir() && metadata.uid() == rustix::process::geteuid().as_raw())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_owner_s_directory_is_swept_and_a_living_one_s_is_not() {
        let parent = tempfile::tempdir().unwrap();
        let living = StackDir::create_in(parent.path()).unwrap();
        let dead = parent.path().join("haetae-dead");
        fs::create_dir_all(dead.join("nats")).unwrap();
        fs::write(dead.join(LOCK), "").unwrap();
        let foreign = parent.path().join("haetae-notes");
        fs::create_dir(&foreign).unwrap();
        fs::write(foreign.join("file"), "").unwrap();

        let next = StackDir::create_in(parent.path()).unwrap();

        assert!(!dead.exists());
        assert!(living.path().exists() && next.path().exists() && foreign.join("file").exists());
    }

    #[test]
    fn a_directory_goes_with_its_owner() {
        let parent = tempfile::tempdir().unwrap();
        let dir = StackDir::create_in(parent.path()).unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        drop(dir);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[test]
    fn many_starts_at_once_never_take_each_other_s_directory() {
        let parent = tempfile::tempdir().unwrap();
        let start = || (0..50).map(|_| StackDir::create_in(parent.path()).unwrap()).collect::<Vec<_>>();
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(start)).collect();
            let dirs: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
            assert_eq!(dirs.len(), 200);
            assert!(dirs.iter().all(|dir| dir.path().join(LOCK).exists()));
        });
    }
}
