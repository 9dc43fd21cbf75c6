//! The event log: append with an expected position, load one aggregate, read everything in order.
//!
//! The trait [`EventLog`] has two implementations that pass the same contract tests: [`JetStreamLog`] for production
//! and [`MemoryLog`] for tests. [`Reactor`] runs a handler that answers commits with commits.

mod alarms;
pub mod codec;
mod commit;
mod error;
mod jetstream;
mod key;
mod log;
mod memory;
pub mod metrics;
pub mod objects;
mod reactor;
pub mod store;
mod trace;
mod turns;
mod unique;

pub use alarms::Alarm;
pub use commit::{CLOCK_TOLERANCE, DecodeError, NewCommit, Recorded};
pub use error::{AppendError, Cause, ReadError};
pub use jetstream::{ArchiveHead, ConnectError, Credentials, Drift, EVENTS, JetStreamLog, Options, Rooms};
pub use key::{AggregateKey, Category, InvalidKey};
pub use log::EventLog;
pub use memory::MemoryLog;
pub use reactor::{Outcome, React, ReactError, Reactor, ReactorError, parked};
pub use trace::{TraceContext, continue_trace};
pub use turns::{Heard, Judged, Line, Turn, Turns, read_in_turn};
