//! The one place that reads the wall clock. Everything else is handed the time.

use jiff::Timestamp;

/// The time now, from the system clock; it may step back when the system clock is set.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
