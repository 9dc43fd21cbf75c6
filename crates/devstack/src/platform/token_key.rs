//! The key that seals page tokens, made for one platform.

use std::{
    fs::File,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::{Error, Result, token};

/// A new file with one key, for its owner alone.
pub(super) fn make(dir: &Path) -> Result<PathBuf> {
    let file = dir.join("tokens.keys");
    let key = BASE64_STANDARD.encode(token::bytes::<32>()?);
    let write = || File::options().write(true).create_new(true).mode(0o600).open(&file)?.write_all(key.as_bytes());
    write().map_err(Error::io(format!("write {}", file.display())))?;
    Ok(file)
}
