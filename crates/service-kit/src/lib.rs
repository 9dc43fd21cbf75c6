//! What every Haetae service shares, so that a service holds nothing but its own job: configuration, telemetry, identity,
//! errors, input checks, deadlines, the gRPC server and its orderly end.
//!
//! A service's `main.rs` is [`lifecycle::run_service`]; its `run(config, shutdown)` ends in [`server::serve`]. Handlers
//! take the caller from [`auth::Principal::from_request`], collect what is wrong with the input in [`error::Violations`]
//! and return [`error::ApiError`], which turns into the right `tonic::Status` by `?`.

/// The allocator of every program that links this. Services make and drop many small things on all threads, which the
/// system's does slowly: with this one a rebuild of a read model loads a sixth faster (`cargo xtask bench rebuild`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
