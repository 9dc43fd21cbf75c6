//! The size of the cache of aggregates.

use super::Folded;

/// Memory for remembered aggregates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    bytes: u64,
}

/// What an aggregate takes beside its state: its place among the others, its id, the ids of its commits.
const PLACE: usize = 512;

/// Bytes of memory for a byte of its commits: lists and texts are allocated apart, and each has a head.
const SPREAD: usize = 2;

impl Room {
    /// Nothing is remembered: every question reads the log.
    pub const NONE: Self = Self { bytes: 0 };

    /// So many mebibytes.
    pub const fn mib(mib: u64) -> Self {
        Self { bytes: mib << 20 }
    }

    pub(super) const fn bytes(self) -> u64 {
        self.bytes
    }
}

/// About what an aggregate takes, in bytes.
pub(super) fn weight<S>(folded: &Folded<S>) -> u32 {
    u32::try_from(size_of::<Folded<S>>() + PLACE + folded.bytes * SPREAD).unwrap_or(u32::MAX)
}
