//! The gRPC server of a service: every call passes the same stages, and a shutdown loses no call.

mod accept;
mod body;
mod call;
mod error;
mod health;
mod listen_file;
mod messages;
mod parked;
mod peers;
mod pipeline;
mod readiness;
mod refusing;
mod serve;
mod shape;
mod starting;

pub use error::ServeError;
pub use listen_file::ListenFile;
pub use parked::note_parked;
pub use readiness::Readiness;
pub use serve::{ServerParts, serve};
pub use starting::starting;
