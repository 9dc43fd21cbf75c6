//! A file that is sent: looked at, then hashed, then read again piece by piece.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use haetae_client::media_type;
use haetae_document::Fault;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::text::unreadable;

/// Bytes of a piece.
const PIECE: usize = 128 * 1024;

/// A file to upload, with its description.
#[derive(Debug)]
pub struct Outgoing {
    file: File,
    name: String,
    ending: String,
    size: u64,
    changed: Option<Timestamp>,
}

/// The error of the second read of the file.
#[derive(Debug, Clone, Default)]
pub struct Broken(Arc<Mutex<Option<io::Error>>>);

impl Outgoing {
    /// Opens a file and looks at it, without reading its bytes.
    ///
    /// # Errors
    /// A fault if the file cannot be read.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        Self::look(path).map_err(|error| unread(path, &error))
    }

    fn look(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let known = file.metadata()?;
        if known.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let changed = known.modified().ok().and_then(|at| Timestamp::try_from(at).ok());
        let text = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        let (name, ending) = (text(path.file_name()), text(path.extension()).to_ascii_lowercase());
        Ok(Self { file, name, ending, size: known.len(), changed })
    }

    /// Reads the bytes for their SHA-256. From then on the size is that of the bytes that were read.
    ///
    /// # Errors
    /// A fault if the file cannot be read.
    pub fn sha256(&mut self, path: &Path) -> Result<[u8; 32], Fault> {
        self.hash().map_err(|error| unread(path, &error))
    }

    fn hash(&mut self) -> io::Result<[u8; 32]> {
        let (mut size, mut hash, mut piece) = (0, Sha256::new(), vec![0; PIECE]);
        loop {
            let read = self.file.read(&mut piece)?;
            if read == 0 {
                break;
            }
            size += read as u64;
            hash.update(&piece[..read]);
        }
        self.file.rewind()?;
        self.size = size;
        Ok(hash.finalize().into())
    }

    /// Its own name, without the folders.
    #[must_use]
    pub fn name(&self) -> String {
        self.name.clone()
    }

    /// The media type, if the extension is known.
    #[must_use]
    pub fn media_type(&self) -> Option<&'static str> {
        media_type(&self.ending)
    }

    /// Bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The time of the last change.
    #[must_use]
    pub fn changed_at(&self) -> Option<prost_types::Timestamp> {
        let changed = self.changed?;
        Some(prost_types::Timestamp { seconds: changed.as_second(), nanos: changed.subsec_nanosecond() })
    }

    /// Returns the bytes in chunks, each read on demand; `sent` receives the length of each.
    pub fn chunks(self, sent: impl Fn(usize)) -> (impl Iterator<Item = Vec<u8>>, Broken) {
        let (mut file, broken) = (self.file, Broken::default());
        let noted = broken.clone();
        let pieces = std::iter::from_fn(move || {
            let mut piece = Vec::with_capacity(PIECE);
            match (&mut file).take(PIECE as u64).read_to_end(&mut piece) {
                Ok(0) => None,
                Ok(read) => {
                    sent(read);
                    Some(piece)
                }
                Err(error) => {
                    *noted.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    None
                }
            }
        });
        (pieces, broken)
    }
}

impl Broken {
    /// Whether all of the file could be read.
    ///
    /// # Errors
    /// A fault if the second read failed.
    pub fn check(&self, path: &Path) -> Result<(), Fault> {
        let error = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        error.map_or(Ok(()), |error| Err(unread(path, &error)))
    }
}

fn unread(path: &Path, error: &io::Error) -> Fault {
    unreadable(error).within(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_measured_and_comes_in_pieces() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("스캔 결과.PDF");
        let bytes: Vec<u8> = (0..=250).cycle().take(2 * PIECE + 1).collect();
        std::fs::write(&path, &bytes).unwrap();
        let mut outgoing = Outgoing::open(&path).unwrap();
        assert_eq!(outgoing.size(), bytes.len() as u64, "known before a byte is read");
        assert_eq!((outgoing.name().as_str(), outgoing.media_type()), ("스캔 결과.PDF", Some("application/pdf")));
        assert_eq!(outgoing.sha256(&path), Ok(Sha256::digest(&bytes).into()));
        assert!(outgoing.changed_at().is_some());
        let (chunks, broken) = outgoing.chunks(|_| {});
        let chunks: Vec<_> = chunks.collect();
        assert_eq!(chunks.iter().map(Vec::len).collect::<Vec<_>>(), [PIECE, PIECE, 1]);
        assert_eq!(chunks.concat(), bytes);
        assert_eq!(broken.check(&path), Ok(()));
    }

    #[test]
    fn a_folder_and_nothing_are_no_files() {
        let dir = tempfile::tempdir().unwrap();
        for path in [dir.path().to_owned(), dir.path().join("none")] {
            let told = Outgoing::open(&path).unwrap_err().to_string();
            assert!(told.contains("cannot be read"), "{told}");
        }
    }
}
