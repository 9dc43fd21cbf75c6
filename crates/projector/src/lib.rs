//! Read models of the event log: every commit is projected exactly once, and a rebuild beside the live read model
//! proves that both are equal.
//!
//! A [`Projection`] defines how commits become rows. [`Projector`] keeps its live generation up to date: every
//! transaction writes the rows of a batch together with the position reached, so that a killed process neither loses
//! nor duplicates a commit. [`rebuild()`] replays the log into a new generation and swaps it in. With [`Position`],
//! readers wait for their own writes.

mod ahead;
mod audience;
mod blockers;
mod build_deaths;
mod bulk;
mod catch_up;
mod comparison;
mod deaths;
mod dependents;
mod difference;
mod differing;
mod digest;
mod dump;
mod error;
mod feed;
mod foreign;
mod generation;
mod handover;
mod install;
mod job;
mod lease;
mod managed;
mod overview;
mod parking;
mod position;
mod progress;
mod projection;
mod rebuild;
mod recreate;
mod register;
mod rows;
mod runner;
mod session;
mod shown;
mod site;
mod strangers;
mod swap;
mod tables;
mod time;
mod views;
mod writer;
mod writing;

pub use ahead::set_back;
pub use comparison::Compared;
pub use difference::{Difference, DifferingRow, TableDump};
pub use differing::difference;
pub use dump::canonical_dump;
pub use error::{Error, Refusal};
pub use generation::State;
pub use install::install;
pub use job::{Job, Kind, Order, Rebuild, find_rebuild, latest_rebuild};
pub use lease::alone;
pub use managed::{Managed, Of};
pub use overview::{ParkedCommit, Standing, generations, is_attended, parked};
pub use parking::Cause;
pub use position::{Lagging, Position};
pub use progress::Progress;
pub use projection::{Audience, Foreign, Projection, Table};
pub use rebuild::{OnDifference, Rebuilt, compare_with_replay, rebuild, rebuild_on, switch_back};
pub use register::{drop_generation, live_generation};
pub use rows::NewRows;
pub use runner::Projector;
pub use site::Site;
pub use tables::Tables;
pub use time::PgTimestamp;
