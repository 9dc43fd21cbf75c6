//! The dashboard against a real PostgreSQL, and where it serves, a real NATS.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod adversity;
mod analytics;
mod analytics_figures;
mod analytics_lives;
mod analytics_plans;
mod analytics_snapshots;
mod archive;
mod as_of;
mod attack;
mod audit;
mod board;
mod compare;
mod dependents;
mod depth;
mod diagnoses;
mod diagnosis;
mod findings;
mod heads;
mod history;
mod internal;
mod lists;
mod lives;
mod moments;
mod oscal;
mod projections;
mod refusals;
mod restore;
mod rights;
mod rotation;
mod rows;
mod served;
mod streams;
mod support;
mod tokens;
mod trends;
