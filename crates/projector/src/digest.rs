//! A digest that identifies an SQL text.

use sha2::{Digest as _, Sha256};

/// Eight bytes of the text's SHA-256, in hexadecimal.
pub(crate) fn digest(sql: &str) -> String {
    Sha256::digest(sql.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
