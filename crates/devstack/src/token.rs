//! Unguessable names and passwords for servers that live for one run.

use std::{fs::File, io::Read};

use crate::{Error, Result};

/// `bytes` random bytes in hexadecimal, straight from the operating system.
pub(crate) fn random(bytes: usize) -> Result<String> {
    let mut buffer = vec![0; bytes];
    fill(&mut buffer)?;
    Ok(hex::encode(buffer))
}

/// Random bytes, straight from the operating system.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut buffer = [0; N];
    fill(&mut buffer)?;
    Ok(buffer)
}

fn fill(buffer: &mut [u8]) -> Result<()> {
    File::open("/dev/urandom").and_then(|mut source| source.read_exact(buffer)).map_err(Error::io("read /dev/urandom"))
}
