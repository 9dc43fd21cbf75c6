//! Levels in the order used by lists.

use haetae_domain::vocabulary::Level;

/// The rank of a level, from 1 for low.
pub(crate) fn rank(level: Level) -> i32 {
    1 + Level::ALL.iter().take_while(|other| **other != level).count().try_into().unwrap_or(0)
}
