//! Unguessable names and passwords for servers that live for one run.

use std::{fs::File, io::Read};

use crate::{Error, Result};

/// `bytes` random bytes in hexadecimal, straight from the operating system.
pub(crate) fn random(bytes: usize) -> Result<String> {
    let mut buffer = vec![0; bytes];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut buffer))
        .map_err(Error::io("read /dev/urandom"))?;
    Ok(hex::encode(buffer))
}
