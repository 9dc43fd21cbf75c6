//! Times: the one place that reads the wall clock, and times as the contracts write them. Everything else is handed the time.

use jiff::Timestamp;

pub use haetae_event_log::codec::timestamp_to_wire as timestamp;

/// The time now, from the system clock; it may step back when the system clock is set.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
