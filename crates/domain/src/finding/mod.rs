//! A finding: opened by a Fail, then fixed and verified by another person, or accepted until a date. It is part of its
//! diagnosis, which numbers it and stores its events.

mod acceptance;
mod event;
mod fix;
mod id;
mod rejection;
mod retract;
mod state;
mod step;
mod timers;

pub use acceptance::{approvers, most_days};
pub use event::{Asked, Event, Opened};
pub use id::FindingId;
pub use rejection::Rejection;
pub use state::{Acceptance, Claim, Finding, Happened, Request, evolve};
pub use step::Step;
pub use timers::{WARNINGS, ends_soon};

use jiff::{SignedDuration, Timestamp};

use crate::vocabulary::Level;

/// How severe a finding is: as the review's level where the checkpoint is mandatory, one level less where it is
/// recommended.
pub const fn severity(review: Level, mandatory: bool) -> Level {
    match (review, mandatory) {
        (level, true) => level,
        (Level::Critical, false) => Level::High,
        (Level::High, false) => Level::Medium,
        (Level::Medium | Level::Low, false) => Level::Low,
    }
}

/// The same time so many days later.
pub(crate) fn days_after(at: Timestamp, days: u16) -> Timestamp {
    at.checked_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX)
}
