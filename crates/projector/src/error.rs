//! Errors that stop a projection, grouped by how they are resolved.

use haetae_event_log::{DecodeError, ReadError, codec::CodecError};
use thiserror::Error;

use crate::Difference;

/// Why a projection or a rebuild cannot continue.
#[derive(Debug, Error)]
pub enum Error {
    /// The database failed. Nothing was lost: retry from the stored position.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The database did not answer within the time limit of a batch. Retry with another session.
    #[error("the database did not answer")]
    Silent,
    /// The log ended without saying why. Try again.
    #[error("the event log stopped delivering")]
    Interrupted,
    /// Another process does this work, or has taken it over. Stand by.
    #[error("another process works on {what}")]
    Busy {
        /// The projection and its generation.
        what: String,
    },
    /// The log is damaged. An operator has to act.
    #[error("the event log cannot be projected")]
    Log(#[from] ReadError),
    /// The database refuses the rows of a commit. Reading the log again and writing fewer commits at once finds out
    /// which one.
    #[error("the database refuses the rows of a commit")]
    Unwritable(#[source] sqlx::Error),
    /// A commit that this build cannot read, of a projection that parks none. A newer build is required.
    #[error("{subject} at sequence {sequence} cannot be projected")]
    Refused {
        /// Its sequence.
        sequence: u64,
        /// Its aggregate.
        subject: String,
        /// The fault.
        #[source]
        refusal: Refusal,
    },
    /// There is no live generation.
    #[error("projection {name} is not installed: run the migration first")]
    NotInstalled {
        /// The projection.
        name: &'static str,
    },
    /// The live generation was made by another version of the projection.
    #[error("projection {name} has shape {found}, this build needs {needed}: rebuild it")]
    OtherShape {
        /// The projection.
        name: &'static str,
        /// The shape of the live generation.
        found: String,
        /// The schema that this build writes.
        needed: String,
    },
    /// A rebuild of the same shape has different rows than the live generation. Both are kept.
    #[error("the rebuilt {name} differs from the live one: {difference}")]
    Differs {
        /// The projection.
        name: &'static str,
        /// The differences.
        difference: Difference,
    },
    /// A swap or a drop would drop foreign objects that depend on the views. Nothing was changed.
    #[error("other objects depend on what has to be dropped of {name}: {}", .dependents.join(", "))]
    Dependents {
        /// The projection.
        name: String,
        /// The dependent objects, such as `view bi.figures`.
        dependents: Vec<String>,
    },
    /// Sessions hold the views of readers or analysts for longer than a swap waits. The new generation is kept.
    #[error(
        "generation {generation} of {name} is built and kept, but sessions hold the views: {}; \
         switch to it when they have ended", .by.join("; ")
    )]
    Blocked {
        /// The projection.
        name: &'static str,
        /// The generation that was built.
        generation: i32,
        /// The sessions, as far as they were seen: process, role, since when.
        by: Vec<String>,
    },
    /// Sessions hold the analysts' views, which have to be updated.
    #[error("sessions hold the views over {name}: {}; end them and try again", .by.join("; "))]
    Held {
        /// The projection.
        name: &'static str,
        /// The sessions: process, role, since when.
        by: Vec<String>,
    },
    /// Only a retired generation of this build's shape can be put back.
    #[error("generation {generation} of {name} is not one that was live and that this build can write")]
    NotSwitchable {
        /// The projection.
        name: &'static str,
        /// Its generation.
        generation: i32,
    },
    /// A generation cannot be dropped if it is live or does not exist.
    #[error("generation {generation} of {name} is live, or there is none")]
    NotDroppable {
        /// The projection.
        name: String,
        /// Its generation.
        generation: i32,
    },
}

impl Error {
    /// Whether waiting or another process can repair it, without an operator.
    pub(crate) const fn passes(&self) -> bool {
        matches!(self, Self::Database(_) | Self::Silent | Self::Interrupted | Self::Busy { .. } | Self::Unwritable(_))
    }
}

/// Why a commit was not understood.
#[derive(Debug, Error)]
pub enum Refusal {
    /// It is no commit.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// It contains something unknown to this build.
    #[error(transparent)]
    Codec(#[from] CodecError),
}
