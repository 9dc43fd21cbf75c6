//! Levels in the order in which lists have them.

use haetae_domain::vocabulary::Level;

/// How bad a level is, from 1 for low.
pub(crate) fn rank(level: Level) -> i32 {
    1 + Level::ALL.iter().take_while(|other| **other != level).count().try_into().unwrap_or(0)
}
