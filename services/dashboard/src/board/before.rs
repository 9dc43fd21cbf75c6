//! A review before a change.

use haetae_projector::PgTimestamp;

use super::cells::Cell;

/// The values that a change is compared with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    pub(super) cell: Cell,
    /// When it got its status.
    pub(super) since: PgTimestamp,
}
