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
/// When it is absent or out of range.
pub fn timestamp_from_wire(at: Option<prost_types::Timestamp>, field: &str) -> Result<Timestamp, CodecError> {
    at.and_then(|at| Timestamp::new(at.seconds, at.nanos).ok()).ok_or_else(|| CodecError::field(field))
}
