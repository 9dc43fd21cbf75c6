//! Reactions to submissions, activations of policies and concluded rounds.

pub(crate) mod activation;
pub(crate) mod diagnosis;
pub(crate) mod review;
mod versions;
