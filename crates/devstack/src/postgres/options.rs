//! Options of a private PostgreSQL server.

/// How to run the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostgresOptions {
    /// Whether a commit reaches the disk before it is acknowledged. Without, it survives kill -9 all the
    /// same, but not a power cut.
    pub fsync: bool,
    /// The most connections at once.
    pub max_connections: u16,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self { fsync: true, max_connections: 200 }
    }
}
