//! New rows of one table, in PostgreSQL's binary form.

use serde::Serialize;
use sqlx::postgres::types::Oid;
use uuid::Uuid;

use crate::PgTimestamp;

/// Types of columns, by their numbers, which are the same in every PostgreSQL database.
mod oid {
    pub(super) const BOOL: u32 = 16;
    pub(super) const BYTEA: u32 = 17;
    pub(super) const INT8: u32 = 20;
    pub(super) const INT4: u32 = 23;
    pub(super) const TEXT: u32 = 25;
    pub(super) const INT4_ARRAY: u32 = 1007;
    pub(super) const TEXT_ARRAY: u32 = 1009;
    pub(super) const TIMESTAMPTZ: u32 = 1184;
    pub(super) const UUID: u32 = 2950;
    pub(super) const JSONB: u32 = 3802;
}

/// Rows to be written to one table. Each starts with [`NewRows::row`]; then come all columns of the table in their
/// order, each by the method named after its type. The rows are buffered in the format of COPY, and are written by
/// [`Tables::append`](crate::Tables::append) or [`Tables::insert`](crate::Tables::insert).
#[derive(Debug, Default)]
pub struct NewRows {
    bytes: Vec<u8>,
    /// Number of buffered rows that were already sent.
    taken: usize,
    /// The types of the columns, noted with the first row.
    types: Vec<u32>,
    notes_types: bool,
    /// The numbers of the row type of the table and of that of its arrays, once they are known.
    pub(crate) row_type: Option<(Oid, Oid)>,
    /// A value that could not be written.
    failed: Option<serde_json::Error>,
}

impl NewRows {
    /// Starts a row with this number of columns.
    pub fn row(&mut self, columns: u8) -> &mut Self {
        self.notes_types = self.types.len() < usize::from(columns);
        if self.notes_types {
            self.types.clear();
        }
        self.bytes.extend_from_slice(&i16::from(columns).to_be_bytes());
        self
    }

    /// A `uuid`.
    pub fn uuid(&mut self, value: Uuid) -> &mut Self {
        self.value(oid::UUID, value.as_bytes())
    }

    /// A `uuid` or NULL.
    pub fn uuid_or_null(&mut self, value: Option<Uuid>) -> &mut Self {
        self.or_null(oid::UUID, value, Self::uuid)
    }

    /// A `bigint`.
    pub fn bigint(&mut self, value: i64) -> &mut Self {
        self.value(oid::INT8, &value.to_be_bytes())
    }

    /// A `bigint` or NULL.
    pub fn bigint_or_null(&mut self, value: Option<i64>) -> &mut Self {
        self.or_null(oid::INT8, value, Self::bigint)
    }

    /// An `integer`.
    pub fn integer(&mut self, value: i32) -> &mut Self {
        self.value(oid::INT4, &value.to_be_bytes())
    }

    /// An `integer` or NULL.
    pub fn integer_or_null(&mut self, value: Option<i32>) -> &mut Self {
        self.or_null(oid::INT4, value, Self::integer)
    }

    /// A `timestamptz`.
    pub fn timestamptz(&mut self, value: PgTimestamp) -> &mut Self {
        self.value(oid::TIMESTAMPTZ, &value.binary().to_be_bytes())
    }

    /// A `timestamptz` or NULL.
    pub fn timestamptz_or_null(&mut self, value: Option<PgTimestamp>) -> &mut Self {
        self.or_null(oid::TIMESTAMPTZ, value, Self::timestamptz)
    }

    /// A `boolean`.
    pub fn boolean(&mut self, value: bool) -> &mut Self {
        self.value(oid::BOOL, &[value.into()])
    }

    /// A `text`.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.value(oid::TEXT, value.as_bytes())
    }

    /// A `text` or NULL.
    pub fn text_or_null(&mut self, value: Option<&str>) -> &mut Self {
        self.or_null(oid::TEXT, value, Self::text)
    }

    /// A `bytea`.
    pub fn bytea(&mut self, value: &[u8]) -> &mut Self {
        self.value(oid::BYTEA, value)
    }

    /// A `jsonb`.
    pub fn jsonb(&mut self, value: &impl Serialize) -> &mut Self {
        const VERSION: u8 = 1;
        self.open(oid::JSONB, |bytes| {
            bytes.push(VERSION);
            serde_json::to_writer(bytes, value).err()
        })
    }

    /// A `text[]` without NULLs.
    pub fn texts<'a>(&mut self, values: impl ExactSizeIterator<Item = &'a str>) -> &mut Self {
        self.open(oid::TEXT_ARRAY, |bytes| {
            array(bytes, oid::TEXT, values.len());
            for value in values {
                sized(bytes, value.as_bytes());
            }
            None
        })
    }

    /// An `integer[]` without NULLs.
    pub fn integers(&mut self, values: &[i32]) -> &mut Self {
        self.open(oid::INT4_ARRAY, |bytes| {
            array(bytes, oid::INT4, values.len());
            for value in values {
                sized(bytes, &value.to_be_bytes());
            }
            None
        })
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Takes all buffered rows in the format of COPY, without header and trailer.
    pub(crate) fn take(&mut self) -> sqlx::Result<Vec<u8>> {
        self.check()?;
        Ok(std::mem::take(&mut self.bytes))
    }

    /// Takes the first rows, as many as fit into about one [`PIECE`], as one value: an array of the table's row type
    /// with this number. None when no rows are left.
    pub(crate) fn take_array(&mut self, row_type: Oid) -> sqlx::Result<Option<Vec<u8>>> {
        self.check()?;
        let mut records = Vec::with_capacity(self.bytes.len().min(PIECE) * 3 / 2);
        array(&mut records, row_type.0, 1);
        let (mut bytes, mut count) = (&self.bytes[self.taken..], 0);
        while let Some((_, columns)) = bytes.split_at_checked(2).filter(|_| records.len() < PIECE) {
            bytes = columns;
            count += 1;
            let start = records.len();
            records.extend_from_slice(&[0; 4]);
            records.extend_from_slice(&length(self.types.len()));
            for column_type in &self.types {
                let value;
                (value, bytes) = split_value(bytes);
                records.extend_from_slice(&column_type.to_be_bytes());
                records.extend_from_slice(value);
            }
            measure(&mut records, start);
        }
        self.taken = self.bytes.len() - bytes.len();
        if count == 0 {
            self.bytes.clear();
            self.taken = 0;
            return Ok(None);
        }
        records[ELEMENTS..ELEMENTS + 4].copy_from_slice(&length(count));
        Ok(Some(records))
    }

    fn check(&mut self) -> sqlx::Result<()> {
        self.failed.take().map_or(Ok(()), |error| Err(sqlx::Error::Encode(error.into())))
    }

    fn value(&mut self, column_type: u32, value: &[u8]) -> &mut Self {
        self.note(column_type);
        sized(&mut self.bytes, value);
        self
    }

    fn or_null<T>(&mut self, column_type: u32, value: Option<T>, some: fn(&mut Self, T) -> &mut Self) -> &mut Self {
        if let Some(value) = value {
            return some(self, value);
        }
        self.note(column_type);
        self.bytes.extend_from_slice(&NULL);
        self
    }

    /// Writes a value whose length is known only after it is written.
    fn open(&mut self, column_type: u32, write: impl FnOnce(&mut Vec<u8>) -> Option<serde_json::Error>) -> &mut Self {
        self.note(column_type);
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        if let Some(error) = write(&mut self.bytes) {
            self.failed = Some(error);
        }
        measure(&mut self.bytes, start);
        self
    }

    fn note(&mut self, column_type: u32) {
        if self.notes_types {
            self.types.push(column_type);
        }
    }
}

/// Bytes of an array of rows: few enough to be copied, and enough to justify a statement.
const PIECE: usize = 512 * 1024;
/// Offset of the number of elements in an array.
const ELEMENTS: usize = 12;

/// In place of the length of a value.
const NULL: [u8; 4] = (-1i32).to_be_bytes();

/// A value with its length before it.
fn sized(bytes: &mut Vec<u8>, value: &[u8]) {
    bytes.extend_from_slice(&length(value.len()));
    bytes.extend_from_slice(value);
}

/// Writes the header of a one-dimensional array without NULLs.
fn array(bytes: &mut Vec<u8>, element: u32, elements: usize) {
    let dimensions = i32::from(elements > 0);
    bytes.extend_from_slice(&dimensions.to_be_bytes());
    bytes.extend_from_slice(&0i32.to_be_bytes());
    bytes.extend_from_slice(&element.to_be_bytes());
    if dimensions > 0 {
        bytes.extend_from_slice(&length(elements));
        bytes.extend_from_slice(&1i32.to_be_bytes());
    }
}

/// Splits off the first value with its length.
fn split_value(bytes: &[u8]) -> (&[u8], &[u8]) {
    let size = bytes.first_chunk().map_or(0, |length| i32::from_be_bytes(*length).max(0).cast_unsigned());
    bytes.split_at_checked(4 + size as usize).unwrap_or((bytes, &[]))
}

/// Sets the length of the value whose length was left open at `start`.
fn measure(bytes: &mut [u8], start: usize) {
    let size = bytes.len() - start - 4;
    bytes[start..start + 4].copy_from_slice(&length(size));
}

/// PostgreSQL takes no value over 1 GiB; a longer one is sent as one it refuses.
fn length(length: usize) -> [u8; 4] {
    i32::try_from(length).unwrap_or(i32::MAX).to_be_bytes()
}
