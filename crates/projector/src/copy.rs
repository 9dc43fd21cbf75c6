//! Rows in PostgreSQL's binary COPY format: the fastest way in, for one row as for a million.

use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::PgTimestamp;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// `text`, the element type of [`CopyRows::texts`].
const TEXT: i32 = 25;
/// `integer`, the element type of [`CopyRows::integers`].
const INTEGER: i32 = 23;

/// Bytes of rows that are sent together: the database takes them in while the next are made.
const CHUNK: usize = 64 * 1024;

/// Sends rows by `statement`, a `COPY … FROM STDIN (FORMAT binary)`, in constant memory; without items it does nothing.
/// `write` writes the rows of one item.
///
/// # Errors
/// What the database says, and a value that cannot be written.
pub async fn copy_in<T>(
    db: &mut PgConnection,
    statement: &str,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut CopyRows, T),
) -> sqlx::Result<()> {
    let mut items = items.into_iter().peekable();
    if items.peek().is_none() {
        return Ok(());
    }
    let mut copy = db.copy_in_raw(statement).await?;
    let mut rows = CopyRows::started();
    for item in items {
        write(&mut rows, item);
        if rows.bytes.len() >= CHUNK {
            copy.send(rows.ready()?).await?;
            rows.bytes.clear();
        }
    }
    rows.bytes.extend_from_slice(&(-1i16).to_be_bytes());
    copy.send(rows.ready()?).await?;
    copy.finish().await?;
    Ok(())
}

/// Rows on their way into one table. Each starts with [`CopyRows::row`]; then come its columns in the order of the
/// statement, each by the method named after its type. They are made while [`copy_in`] sends them, or beforehand.
#[derive(Debug, Default)]
pub struct CopyRows {
    bytes: Vec<u8>,
    /// A value that could not be written.
    failed: Option<serde_json::Error>,
}

impl CopyRows {
    fn started() -> Self {
        let mut bytes = Vec::with_capacity(CHUNK + CHUNK / 4);
        bytes.extend_from_slice(SIGNATURE);
        // Neither flags nor a header extension.
        bytes.extend_from_slice(&[0; 8]);
        Self { bytes, failed: None }
    }

    /// Starts a row of so many columns.
    pub fn row(&mut self, columns: u8) -> &mut Self {
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

    /// A `timestamptz` or NULL.
    pub fn timestamptz_or_null(&mut self, value: Option<PgTimestamp>) -> &mut Self {
        match value {
            Some(value) => self.timestamptz(value),
            None => self.null(),
        }
    }

    /// A `boolean`.
    pub fn boolean(&mut self, value: bool) -> &mut Self {
        self.bytea(&[value.into()])
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

    /// A `jsonb`.
    pub fn jsonb(&mut self, value: &impl Serialize) -> &mut Self {
        const VERSION: u8 = 1;
        let start = self.bytes.len();
        self.length(0);
        self.bytes.push(VERSION);
        if let Err(error) = serde_json::to_writer(&mut self.bytes, value) {
            self.failed = Some(error);
        }
        self.measure(start);
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
        self.measure(start);
        self
    }

    /// Sends rows made beforehand by `statement`, as [`copy_in`] does, and starts anew.
    ///
    /// # Errors
    /// What the database says, and a value that cannot be written.
    pub async fn send(&mut self, db: &mut PgConnection, statement: &str) -> sqlx::Result<()> {
        let made = std::mem::take(self);
        let some = (!made.bytes.is_empty()).then_some(made);
        copy_in(db, statement, some, |rows, made| {
            rows.bytes.extend_from_slice(&made.bytes);
            rows.failed = made.failed;
        })
        .await
    }

    fn ready(&mut self) -> sqlx::Result<&[u8]> {
        match self.failed.take() {
            Some(error) => Err(sqlx::Error::Encode(error.into())),
            None => Ok(&self.bytes),
        }
    }

    /// Sets the length of the value whose length was left open at `start`.
    fn measure(&mut self, start: usize) {
        let size = self.bytes.len() - start - 4;
        self.bytes[start..start + 4].copy_from_slice(&wire_length(size));
    }

    fn length(&mut self, length: usize) {
        self.bytes.extend_from_slice(&wire_length(length));
    }
}

/// PostgreSQL takes no value over 1 GiB; a longer one is sent as one it refuses.
fn wire_length(length: usize) -> [u8; 4] {
    i32::try_from(length).unwrap_or(i32::MAX).to_be_bytes()
}
