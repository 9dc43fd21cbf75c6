//! The keys that seal page tokens and the sessions of a console, made for one run.

use std::{fs::File, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::{Error, Result, token};

/// Writes a new file with one key, for its owner alone.
pub(crate) fn make(file: &Path) -> Result<()> {
    let key = BASE64_STANDARD.encode(token::bytes::<32>()?);
    let write = || File::options().write(true).create_new(true).mode(0o600).open(file)?.write_all(key.as_bytes());
    write().map_err(Error::io(format!("write {}", file.display())))
}
