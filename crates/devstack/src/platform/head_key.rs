//! The key that signs the heads of the log, made for one platform.

use std::{
    fs::File,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use haetae_proof::{KeyError, SigningKey};

use crate::{Error, Result};

/// The log's name.
const ORIGIN: &str = "haetae.test/log";

/// A new key.
#[derive(Debug)]
pub(super) struct HeadKey {
    /// The public key, for processes that check heads.
    pub(super) public: String,
    /// The private key, for its owner alone.
    pub(super) file: PathBuf,
}

impl HeadKey {
    pub(super) fn make(dir: &Path) -> Result<Self> {
        let failed = |error: KeyError| Error::Missing(format!("no key for the log's heads: {error}"));
        let key = SigningKey::generate(ORIGIN).map_err(failed)?;
        let file = dir.join("heads.pem");
        let pem = key.to_pem().map_err(failed)?;
        let write = || File::options().write(true).create_new(true).mode(0o600).open(&file)?.write_all(pem.as_bytes());
        write().map_err(Error::io(format!("write {}", file.display())))?;
        Ok(Self { public: key.public().to_string(), file })
    }
}
