//! Everything that all Haetae services share, so that a service contains only its own task: configuration, telemetry,
//! identity, errors, input checks, deadlines, the gRPC server and its graceful shutdown.
//!
//! A service's `main.rs` is [`lifecycle::run_service`]; its `run(config, shutdown)` ends in [`server::serve`].
//! Handlers get the caller from [`auth::Principal::from_request`], collect problems of the input in
//! [`error::Violations`] and return [`error::ApiError`], which `?` converts to the right `tonic::Status`.

/// The allocator of every program that links this crate. Services allocate many small objects on all threads, which
/// is slow with the system's allocator. With this one, a rebuild of a read model loads a sixth faster (`cargo xtask
/// bench rebuild`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod admin;
pub mod auth;
pub mod clock;
pub mod commands;
pub mod config;
pub mod deadline;
pub mod documents;
pub mod error;
#[cfg(feature = "issuer")]
pub mod issuer;
pub mod lifecycle;
mod methods;
mod metrics;
pub mod people;
pub mod reactors;
pub mod server;
pub mod tail;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
pub mod timers;
pub mod token;
pub mod validate;
