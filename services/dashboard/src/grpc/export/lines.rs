//! One JSON object a line.

use haetae_domain::calendar::time_in_seoul;
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use super::columns::{COLUMNS, Column, Held, contract_name};
use crate::board::Review;

/// A review in the form of exported files; words are named as in the contract.
struct Line<'a>(&'a Review);

/// Some columns of a review as an object of their own.
struct Part<'a>(&'a [Column], &'a Review);

/// The lines of some reviews.
pub(super) fn write(reviews: &[Review]) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let mut bytes = Vec::new();
    for review in reviews {
        serde_json::to_writer(&mut bytes, &Line(review))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_map(None)?;
        for columns in COLUMNS.chunk_by(|one, next| one.within == next.within) {
            match columns.first().and_then(|column| column.within) {
                Some(within) => {
                    let part = Part(columns, self.0);
                    line.serialize_entry(within, &part.has_values().then_some(part))?;
                }
                None => {
                    columns.iter().try_for_each(|column| line.serialize_entry(column.name, &(column.value)(self.0)))?
                }
            }
        }
        line.end()
    }
}

impl Part<'_> {
    fn has_values(&self) -> bool {
        self.0.iter().any(|column| (column.value)(self.1).is_some())
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|column| (column.name, (column.value)(self.1))))
    }
}

impl Serialize for Held<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Word(word, _) => serializer.serialize_str(&contract_name(word)),
            Self::Words(_, words) => serializer.collect_seq(words.iter().map(|word| contract_name(word))),
            Self::Number(number) => serializer.serialize_u32(*number),
            Self::Time(at) => serializer.serialize_str(&time_in_seoul(at.get())),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
        }
    }
}
