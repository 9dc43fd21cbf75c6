//! The service on a log in memory.

mod activations;
mod activations_live;
mod policies;
mod residuals;
mod reviews;
mod simulations;
