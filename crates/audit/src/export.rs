//! Reads the records of an export, one after the other.

use std::io::{self, Read};

use crate::what::BrokenRecord;

/// Longer than any commit can be; a larger length is no length.
const LONGEST: u32 = 64 << 20;

/// The leaves of an export.
pub struct Records<R> {
    source: R,
    ended: bool,
}

impl<R: Read> Records<R> {
    /// Reads from the start of an export. The source should be buffered.
    pub fn new(source: R) -> Self {
        Self { source, ended: false }
    }

    /// A leaf, none at the end, or the fault of the record.
    fn next(&mut self) -> io::Result<Option<Result<Vec<u8>, BrokenRecord>>> {
        let mut length = Vec::new();
        self.source.by_ref().take(4).read_to_end(&mut length)?;
        if length.is_empty() {
            return Ok(None);
        }
        let Ok(length) = length.try_into().map(u32::from_be_bytes) else {
            return Ok(Some(Err(BrokenRecord::CutLength)));
        };
        if length > LONGEST {
            return Ok(Some(Err(BrokenRecord::NoLength)));
        }
        let mut leaf = Vec::new();
        self.source.by_ref().take(length.into()).read_to_end(&mut leaf)?;
        let whole = leaf.len() as u64 == u64::from(length);
        Ok(Some(if whole { Ok(leaf) } else { Err(BrokenRecord::CutRecord) }))
    }
}

impl<R: Read> Iterator for Records<R> {
    /// The leaf, or the fault of its record; reading ends after that.
    type Item = io::Result<Result<Vec<u8>, BrokenRecord>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.next().transpose();
        self.ended = !matches!(next, Some(Ok(Ok(_))));
        next
    }
}
