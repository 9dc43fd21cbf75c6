//! `haetae-dashboard audit keygen`: a key pair for the heads of the log. Needs no service, no database and no log.

use std::{
    fs::File,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use anyhow::{Context as _, Result};
use haetae_proof::SigningKey;

/// Writes a new private key that only the file's owner may read, and prints the public one.
pub(crate) fn keygen(origin: &str, file: &Path) -> Result<()> {
    let key = SigningKey::generate(origin)?;
    let opened = File::options().write(true).create_new(true).mode(0o600).open(file);
    opened
        .and_then(|mut file| file.write_all(key.to_pem().unwrap_or_default().as_bytes()))
        .with_context(|| file.display().to_string())?;
    writeln!(io::stdout(), "{}", key.public()).context("standard output is closed")
}
