//! Rows in PostgreSQL's binary COPY format: the fastest way in, for one row as for a million.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::PgTimestamp;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// `text`, the element type of [`CopyRows::texts`].
const TEXT: i32 = 25;
/// `integer`, the element type of [`CopyRows::integers`].
const INTEGER: i32 = 23;

/// Rows on their way into one table. Each starts with [`CopyRows::row`]; then come its columns in the order of the
/// statement, each by the method named after its type.
#[derive(Debug)]
pub struct CopyRows {
    bytes: Vec<u8>,
    empty: bool,
}

impl Default for CopyRows {
    fn default() -> Self {
        // The signature is followed by no flags and no header extension.
        let bytes = [SIGNATURE, &[0; 8]].concat();
        Self { bytes, empty: true }
    }
}

impl CopyRows {
    /// Starts a row of so many columns.
    pub fn row(&mut self, columns: u8) -> &mut Self {
        self.empty = false;
        self.bytes.extend_from_slice(&i16::from(columns).to_be_bytes());
        self
    }

    /// NULL.
    pub fn null(&mut self) -> &mut Self {
        self.bytes.extend_from_slice(&(-1i32).to_be_bytes());
        self
    }

    /// A `uuid`.
    pub fn uuid(&mut self, value: Uuid) -> &mut Self {
        self.bytea(value.as_bytes())
    }

    /// A `bigint`.
    pub fn bigint(&mut self, value: i64) -> &mut Self {
        self.bytea(&value.to_be_bytes())
    }

    /// An `integer`.
    pub fn integer(&mut self, value: i32) -> &mut Self {
        self.bytea(&value.to_be_bytes())
    }

    /// A `timestamptz`.
    pub fn timestamptz(&mut self, value: PgTimestamp) -> &mut Self {
        self.bigint(value.binary())
    }

    /// A `text`.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.bytea(value.as_bytes())
    }

    /// A `text` or NULL.
    pub fn text_or_null(&mut self, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(value),
            None => self.null(),
        }
    }

    /// An `integer` or NULL.
    pub fn integer_or_null(&mut self, value: Option<i32>) -> &mut Self {
        match value {
            Some(value) => self.integer(value),
            None => self.null(),
        }
    }

    /// A `bytea`.
    pub fn bytea(&mut self, value: &[u8]) -> &mut Self {
        self.length(value.len());
        self.bytes.extend_from_slice(value);
        self
    }

    /// A `jsonb`, from its text.
    pub fn jsonb(&mut self, json: &str) -> &mut Self {
        const VERSION: u8 = 1;
        self.length(json.len() + 1);
        self.bytes.push(VERSION);
        self.bytes.extend_from_slice(json.as_bytes());
        self
    }

    /// A `text[]` without NULLs.
    pub fn texts<'a>(&mut self, values: impl ExactSizeIterator<Item = &'a str>) -> &mut Self {
        self.array(TEXT, values, |rows, value| {
            rows.text(value);
        })
    }

    /// An `integer[]` without NULLs.
    pub fn integers(&mut self, values: &[i32]) -> &mut Self {
        self.array(INTEGER, values.iter(), |rows, value| {
            rows.integer(*value);
        })
    }

    /// An array of one dimension without NULLs.
    fn array<T>(
        &mut self,
        element: i32,
        values: impl ExactSizeIterator<Item = T>,
        write: fn(&mut Self, T),
    ) -> &mut Self {
        let start = self.bytes.len();
        self.length(0);
        let dimensions = i32::from(values.len() > 0);
        for word in [dimensions, 0, element] {
            self.bytes.extend_from_slice(&word.to_be_bytes());
        }
        if dimensions > 0 {
            self.length(values.len());
            self.bytes.extend_from_slice(&1i32.to_be_bytes());
        }
        for value in values {
            write(self, value);
        }
        let size = self.bytes.len() - start - 4;
        self.bytes[start..start + 4].copy_from_slice(&wire_length(size));
        self
    }

    /// Sends the rows by `statement`, a `COPY … FROM STDIN (FORMAT binary)`; without rows it does nothing.
    ///
    /// # Errors
    /// What the database says.
    pub async fn send(mut self, db: &mut PgConnection, statement: &str) -> sqlx::Result<()> {
        if self.empty {
            return Ok(());
        }
        self.bytes.extend_from_slice(&(-1i16).to_be_bytes());
        let mut copy = db.copy_in_raw(statement).await?;
        copy.send(self.bytes).await?;
        copy.finish().await?;
        Ok(())
    }

    fn length(&mut self, length: usize) {
        self.bytes.extend_from_slice(&wire_length(length));
    }
}

/// PostgreSQL takes no value over 1 GiB; a longer one is sent as one it refuses.
fn wire_length(length: usize) -> [u8; 4] {
    i32::try_from(length).unwrap_or(i32::MAX).to_be_bytes()
}
