//! Reactions to commits of other services.

pub(crate) mod assessment;
pub(crate) mod diagnosis;
