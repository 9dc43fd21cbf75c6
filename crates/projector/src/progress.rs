//! The progress of a rebuild.

/// The progress of a rebuild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Replaying the log.
    Loading {
        /// Position reached.
        done: u64,
        /// Position to reach.
        target: u64,
    },
    /// Making keys and indexes.
    Indexing,
    /// Comparing with the live generation, both at this position.
    Comparing {
        /// The position.
        position: u64,
    },
    /// Moving readers over.
    Swapping,
}
