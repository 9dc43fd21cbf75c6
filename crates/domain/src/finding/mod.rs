//! A finding: opened by a Fail, then fixed and verified by another person, or accepted until a date. It is part of its
//! diagnosis, which numbers it and stores its events.

mod acceptance;
mod contents;
mod event;
mod fix;
mod id;
mod rejection;
mod retract;
mod state;
mod step;
mod timers;

pub use acceptance::{approvers, most_days};
pub use contents::{Asked, Opened};
pub use event::Event;
pub use id::FindingId;
pub use rejection::Rejection;
pub use state::{Acceptance, Claim, Finding, Happened, Request, evolve};
pub use step::Step;
pub use timers::{WARNINGS, ends_soon};

use jiff::{SignedDuration, Timestamp};

use crate::calendar::{day_in_seoul, end_in_seoul};
use crate::vocabulary::Level;

/// The severity of a finding: the review's level where the checkpoint is mandatory, one level lower where it is
/// recommended.
pub const fn severity(review: Level, mandatory: bool) -> Level {
    match (review, mandatory) {
        (level, true) => level,
        (Level::Critical, false) => Level::High,
        (Level::High, false) => Level::Medium,
        (Level::Medium | Level::Low, false) => Level::Low,
    }
}

/// The due date of a fix that may take this number of days: the end of the last day in Korea.
pub(crate) fn due_after(at: Timestamp, days: u16) -> Timestamp {
    let last = day_in_seoul(at).checked_add(jiff::Span::new().days(days));
    last.map_or(Timestamp::MAX, end_in_seoul)
}

/// The due date by the original rule, which counted from the minute of the verdict. Findings opened under that rule
/// keep their dates.
#[must_use]
pub fn due_in_the_beginning(at: Timestamp, days: u16) -> Timestamp {
    at.checked_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX)
}
