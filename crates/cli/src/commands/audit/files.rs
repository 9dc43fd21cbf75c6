//! Files that are written and read.

use std::{
    fmt::Display,
    fs::{self, File},
    io::{BufReader, BufWriter, Write as _},
    path::Path,
};

use haetae_audit::read_text;
use haetae_proof::PublicKey;

use crate::{failure::Failure, words::Said};

/// A file that does not do.
pub(super) fn unfit(file: &Path, why: impl Display) -> Failure {
    let line = format!("{}: {why}", file.display());
    Failure::Usage(Said { ko: line.clone(), en: line })
}

pub(super) fn read(file: &Path) -> Result<String, Failure> {
    read_text(file).map_err(|error| unfit(file, error))
}

pub(super) fn open(file: &Path) -> Result<BufReader<File>, Failure> {
    File::open(file).map(BufReader::new).map_err(|error| unfit(file, error))
}

/// The public key in a file.
pub(super) fn public_key(file: &Path) -> Result<PublicKey, Failure> {
    PublicKey::parse(read(file)?.trim()).map_err(|error| unfit(file, error))
}

/// A folder, made if it is not there.
pub(super) fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| unfit(path, error))
}

/// A file being written.
pub(super) struct Writing<'a> {
    path: &'a Path,
    out: BufWriter<File>,
}

impl<'a> Writing<'a> {
    pub(super) fn to(path: &'a Path) -> Result<Self, Failure> {
        let out = File::create(path).map_err(|error| unfit(path, error))?;
        Ok(Self { path, out: BufWriter::new(out) })
    }

    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.out.write_all(bytes).map_err(|error| unfit(self.path, error))
    }

    pub(super) fn finish(mut self) -> Result<(), Failure> {
        self.out.flush().map_err(|error| unfit(self.path, error))
    }
}
