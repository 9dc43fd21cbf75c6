//! The names of objects.

use std::fmt;

use uuid::Uuid;

/// Name of the bucket that holds the objects.
pub const BUCKET: &str = "EVIDENCE";

/// The name of an object: the review it belongs to and the hash of its bytes. No part of it is chosen by a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ObjectName {
    review: Uuid,
    sha256: [u8; 32],
}

impl ObjectName {
    /// The object of a review whose bytes have this hash.
    #[must_use]
    pub const fn new(review: Uuid, sha256: [u8; 32]) -> Self {
        Self { review, sha256 }
    }

    /// SHA-256 of its bytes.
    #[must_use]
    pub const fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    /// Its location as events record it: `<bucket>/<name>`.
    #[must_use]
    pub fn location(&self) -> String {
        format!("{BUCKET}/{self}")
    }

    /// The object at this location; none when the location is not in this bucket.
    #[must_use]
    pub fn at(location: &str) -> Option<Self> {
        let (review, hash) = location.strip_prefix(BUCKET)?.strip_prefix('/')?.split_once('/')?;
        let mut sha256 = [0; 32];
        hex::decode_to_slice(hash, &mut sha256).ok()?;
        let name = Self { review: Uuid::try_parse(review).ok()?, sha256 };
        (name.location() == location).then_some(name)
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.review, hex::encode(self.sha256))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_leads_back_to_its_name_and_no_other_text_does() {
        let name = ObjectName::new(Uuid::from_u128(7), [0xab; 32]);
        let location = name.location();
        assert_eq!(ObjectName::at(&location), Some(name));
        for wrong in ["", "EVIDENCE", "EVIDENCE/x/y", &location.to_uppercase(), &format!("{location}/"), &location[1..]]
        {
            assert_eq!(ObjectName::at(wrong), None, "{wrong}");
        }
    }
}
