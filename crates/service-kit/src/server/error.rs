//! Why a server stops.

use std::io;

/// Why a server stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// The system's reason.
        source: io::Error,
    },
    /// The file with the actual address cannot be written.
    #[error("cannot write server.listen_file: {0}")]
    ListenFile(io::Error),
    /// Reflection cannot read the contracts.
    #[error("the contracts cannot be served: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// The access policies cannot be used.
    #[error("the access policies cannot be used: {0}")]
    Access(&'static haetae_access::LoadError),
    /// Handlers were still busy when the time for a stop was over.
    #[error("{0} calls were still busy when the time to drain was over")]
    Drain(usize),
}
