//! A file that is received: beside its place first, and there only when it is whole.

use std::{
    fs::{File, Permissions},
    io::{self, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use haetae_document::Fault;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::words::{Said, os};

/// Whether a command replaces an existing file: the one rule of all commands that write to a file named by the caller.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Overwrite {
    /// Replace an existing file
    #[arg(long)]
    pub(crate) overwrite: bool,
}

/// A file on its way. Dropped before it is saved, it leaves nothing.
#[derive(Debug)]
pub struct Incoming {
    path: PathBuf,
    overwrite: bool,
    file: NamedTempFile,
    seen: Sha256,
}

impl Incoming {
    /// Opens a new file at this path; an existing file only with `overwrite`.
    ///
    /// # Errors
    /// A fault if the file exists or cannot be created.
    pub fn to(path: &Path, overwrite: bool) -> Result<Self, Fault> {
        Self::opened(path, overwrite, 0o600)
    }

    /// [`Incoming::to`] for a file that others may read as far as the user's mask allows, as an export.
    ///
    /// # Errors
    /// As there.
    pub fn export(path: &Path, overwrite: bool) -> Result<Self, Fault> {
        Self::opened(path, overwrite, 0o666)
    }

    fn opened(path: &Path, overwrite: bool, mode: u32) -> Result<Self, Fault> {
        Self::is_free(path, overwrite)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().permissions(Permissions::from_mode(mode)).tempfile_in(folder);
        let file = file.map_err(|error| unwritten(path, &error))?;
        Ok(Self { path: path.to_owned(), overwrite, file, seen: Sha256::new() })
    }

    /// Whether the command may write here: to a new file, or with `overwrite` to an existing one.
    ///
    /// # Errors
    /// A fault if the path is taken.
    pub fn is_free(path: &Path, overwrite: bool) -> Result<(), Fault> {
        match path.symlink_metadata() {
            Ok(known) if known.is_dir() => Err(unwritten(path, &io::ErrorKind::IsADirectory.into())),
            Ok(_) if !overwrite => Err(taken(path)),
            _ => Ok(()),
        }
    }

    /// What came so far, from its beginning.
    ///
    /// # Errors
    /// A fault if it cannot be read.
    pub fn reopen(&self) -> Result<File, Fault> {
        self.file.reopen().map_err(|error| unwritten(&self.path, &error))
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// A fault if the bytes cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.seen.update(bytes);
        self.file.write_all(bytes).map_err(|error| unwritten(&self.path, &error))
    }

    /// Whether this is the hash of all that came.
    #[must_use]
    pub fn is(&self, sha256: &[u8]) -> bool {
        self.seen.clone().finalize()[..] == *sha256
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// A fault if it cannot be saved, or if another process created the file meanwhile.
    pub fn save(self) -> Result<(), Fault> {
        let Self { path, overwrite, file, .. } = self;
        file.as_file().sync_all().map_err(|error| unwritten(&path, &error))?;
        let saved = if overwrite { file.persist(&path) } else { file.persist_noclobber(&path) };
        saved.map(|_| ()).map_err(|failed| {
            let late = failed.error.kind() == io::ErrorKind::AlreadyExists;
            if late { taken(&path) } else { unwritten(&path, &failed.error) }
        })
    }
}

fn taken(path: &Path) -> Fault {
    let told = Said {
        ko: "이미 있는 파일입니다. 덮어쓰려면 --overwrite를 지정하십시오.".into(),
        en: "is there already; give --overwrite to replace it".into(),
    };
    Fault::whole(told).within(path)
}

fn unwritten(path: &Path, error: &io::Error) -> Fault {
    let Said { ko, en } = os(error);
    let told = Said { ko: format!("파일을 쓸 수 없습니다: {ko}"), en: format!("cannot be written: {en}") };
    Fault::whole(told).within(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_there_only_once_it_is_saved() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("evidence");
        let mut incoming = Incoming::to(&path, false).unwrap();
        incoming.write(b"a").unwrap();
        incoming.write(b"b").unwrap();
        assert!(incoming.is(&Sha256::digest(b"ab")) && !incoming.is(&Sha256::digest(b"a")) && !incoming.is(&[]));
        assert!(!path.exists());
        incoming.save().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"ab");
        drop(Incoming::to(&path, true).unwrap());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "what is dropped leaves nothing");
    }

    #[test]
    fn nothing_is_overwritten_unless_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("evidence");
        let late = Incoming::to(&path, false).unwrap();
        std::fs::write(&path, b"mine").unwrap();
        let told = Incoming::to(&path, false).unwrap_err().to_string();
        assert!(told.contains("--overwrite"), "{told}");
        assert!(late.save().unwrap_err().to_string().contains("--overwrite"));
        assert_eq!(std::fs::read(&path).unwrap(), b"mine");
        let mut incoming = Incoming::to(&path, true).unwrap();
        incoming.write(b"theirs").unwrap();
        incoming.save().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"theirs");
        assert!(Incoming::to(&dir.path().join("none/evidence"), false).is_err());
        assert!(Incoming::to(dir.path(), true).is_err(), "a folder is no file to replace");
    }

    /// Evidence is for its owner alone; an export is a file as any other.
    #[test]
    fn only_an_export_is_for_others() {
        let dir = tempfile::tempdir().unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        let (evidence, export, plain) =
            (dir.path().join("evidence"), dir.path().join("export"), dir.path().join("plain"));
        Incoming::to(&evidence, false).unwrap().save().unwrap();
        Incoming::export(&export, false).unwrap().save().unwrap();
        std::fs::write(&plain, "").unwrap();
        assert_eq!((mode(&evidence), mode(&export)), (0o600, mode(&plain)));
    }
}
