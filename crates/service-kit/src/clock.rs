//! Times: the only place that reads the system clock, and times as the contracts write them. All other code receives
//! the time as an argument.

use jiff::Timestamp;

pub use haetae_event_log::codec::timestamp_to_wire as timestamp;

/// The time now, from the system clock; it may step back when the system clock is set.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
