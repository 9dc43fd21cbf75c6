//! Codes and tokens that cannot be guessed.

use uuid::Uuid;

/// 244 random bits as hexadecimal digits.
#[expect(clippy::disallowed_methods, reason = "the one place here that makes codes and tokens")]
pub(crate) fn random() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}
