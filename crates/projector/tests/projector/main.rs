//! The runner and the rebuild against a real PostgreSQL.
#![expect(clippy::unwrap_used, reason = "tests")]

mod blocked;
mod deaths;
mod exactly_once;
mod leases;
mod parking;
mod rebuild;
mod stops;
mod strangers;
mod support;
mod totals;
mod waiting;
mod zombies;
