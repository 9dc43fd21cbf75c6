//! Findings of a diagnosis: reading them, and the steps in their life.

mod change;
pub(crate) mod read;
pub(crate) mod steps;
#[cfg(test)]
mod tests;
pub(crate) mod view;
