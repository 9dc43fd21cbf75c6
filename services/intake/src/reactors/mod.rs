//! What intake follows.

pub(crate) mod assessment;
pub(crate) mod diagnosis;
