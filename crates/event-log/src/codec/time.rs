//! Times.

use jiff::Timestamp;

use super::CodecError;

/// The contract's shape.
pub fn timestamp_to_wire(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() }
}

/// The domain's shape.
///
/// # Errors
/// Names `field` when the time is missing or out of range.
pub fn timestamp_from_wire(field: &str, at: Option<prost_types::Timestamp>) -> Result<Timestamp, CodecError> {
    at.and_then(|t| Timestamp::new(t.seconds, t.nanos).ok()).ok_or_else(|| CodecError::field(field))
}
