//! Words of the contract in files.

use haetae_document::joined;
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::words::{self, Vocabulary};

/// A value of an enum, written as its name without the prefix in any case, e.g. `payment`, or as people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given<E>(pub E);

impl<E: Vocabulary> Given<E> {
    /// The contract's number for it.
    pub fn number(self) -> i32 {
        self.0.into()
    }

    /// The contract's numbers for some.
    pub fn numbers(given: &[Self]) -> Vec<i32> {
        given.iter().map(|one| one.number()).collect()
    }
}

impl<'de, E: Vocabulary> Deserialize<'de> for Given<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        words::read(&text).map(Self).map_err(|unknown| D::Error::custom(joined(&unknown)))
    }
}
