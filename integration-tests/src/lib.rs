//! What the tests of the whole platform share: the platform itself as separate processes on private servers, callers
//! with tokens, and eyes on what the log and the read models hold.
//!
//! ```no_run
//! # use haetae_integration_tests::{World, run, samples};
//! # fn example() -> anyhow::Result<()> {
//! run(async {
//!     let world = World::shared().await?;
//!     let kim = world.requester("kim", "traffic")?;
//!     let review = kim.submit(samples::ordinary()).await?;
//!     kim.scored(&review.id).await?;
//!     Ok(())
//! })
//! # }
//! ```

mod caller;
pub mod checker;
mod collector;
mod desk;
mod identity;
mod known;
mod log;
mod program;
mod refusal;
mod rows;
mod run;
mod running;
pub mod samples;
pub mod serial;
mod settled;
mod steps;
mod terminal;
mod tool;
mod wire;
mod world;

pub use caller::{Caller, Checkpoints, Dashboards, Intakes, Projections, Risks};
pub use collector::Collector;
pub use desk::Desk;
pub use identity::{Identity, Person};
pub use known::Known;
pub use log::{Entry, Log};
pub use program::{Ended, Program};
pub use refusal::Refusal;
pub use rows::{dump, live_generation, row_counts};
pub use run::{eventually, fresh_id, run};
pub use running::Running;
pub use settled::settled;
pub use steps::{Submitted, judge};
pub use terminal::Terminal;
pub use tool::Tool;
pub use wire::{Answer, Wire, framed};
pub use world::{Setup, World, bin_dir, root};
