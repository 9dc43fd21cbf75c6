//! The ids that a caller of the API chooses.

use uuid::Uuid;

/// A new `request_id`.
#[expect(clippy::disallowed_methods, reason = "a caller of the API chooses its request ids")]
#[must_use]
pub fn request_id() -> String {
    Uuid::new_v4().to_string()
}
