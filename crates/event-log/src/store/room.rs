//! The size of the cache of aggregates.

use super::Folded;

/// Memory for remembered aggregates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    bytes: u64,
}

/// Overhead of a cached aggregate beside its state: its cache entry, its id, the ids of its commits.
const PLACE: usize = 512;

/// Bytes of memory for each byte of its commits: lists and texts are separate allocations with their own headers.
const SPREAD: usize = 2;

impl Room {
    /// Nothing is cached: every request reads the log.
    pub const NONE: Self = Self { bytes: 0 };

    /// So many mebibytes.
    pub const fn mib(mib: u64) -> Self {
        Self { bytes: mib << 20 }
    }

    pub(super) const fn bytes(self) -> u64 {
        self.bytes
    }
}

/// Approximate memory of an aggregate, in bytes.
pub(super) fn weight<S>(folded: &Folded<S>) -> u32 {
    u32::try_from(size_of::<Folded<S>>() + PLACE + folded.bytes * SPREAD).unwrap_or(u32::MAX)
}
