//! The rows of a generation as bytes: equal rows have equal bytes, independent of how they were written.

use bytes::{Bytes, BytesMut};
use futures::{StreamExt as _, stream::BoxStream};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use crate::{Table, TableDump};

/// Fixes every setting that could change the text of a value without changing the value.
const SETTINGS: &str = "SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC'; SET IntervalStyle = 'postgres'; \
                        SET bytea_output = 'hex'; SET extra_float_digits = 1";

/// Hashes every table of a schema.
///
/// # Errors
/// Errors of the database.
pub async fn canonical_dump(db: &mut PgConnection, schema: &str, tables: &[Table]) -> sqlx::Result<Vec<TableDump>> {
    let mut dumps = Vec::with_capacity(tables.len());
    for table in tables {
        let mut lines = Lines::of(db, schema, table).await?;
        let mut dump = Hashed::new(table);
        while let Some(line) = lines.next().await? {
            dump.add(&line);
        }
        dumps.push(dump.finish());
    }
    Ok(dumps)
}

/// The first columns of a line of COPY text.
pub(crate) fn key_of(line: &[u8], table: &Table) -> String {
    let columns: Vec<_> = line.split(|byte| *byte == b'\t').take(table.key.len()).collect();
    String::from_utf8_lossy(&columns.join(&b'\t')).into_owned()
}

pub(crate) struct Hashed {
    table: &'static str,
    rows: u64,
    hash: Sha256,
}

impl Hashed {
    pub(crate) fn new(table: &Table) -> Self {
        Self { table: table.name, rows: 0, hash: Sha256::new() }
    }

    pub(crate) fn add(&mut self, line: &[u8]) {
        self.rows += 1;
        self.hash.update(line);
        self.hash.update(b"\n");
    }

    pub(crate) fn finish(self) -> TableDump {
        TableDump { table: self.table, rows: self.rows, sha256: self.hash.finalize().into() }
    }
}

/// The rows of a table as lines of COPY text, in the order of the primary key.
pub(crate) struct Lines<'c> {
    chunks: BoxStream<'c, sqlx::Result<Bytes>>,
    pending: BytesMut,
}

impl<'c> Lines<'c> {
    pub(crate) async fn of(db: &'c mut PgConnection, schema: &str, table: &Table) -> sqlx::Result<Self> {
        sqlx::raw_sql(SETTINGS).execute(&mut *db).await?;
        let key = table.key.join(", ");
        let sql = format!("COPY (SELECT * FROM {schema}.{} ORDER BY {key}) TO STDOUT", table.name);
        Ok(Self { chunks: db.copy_out_raw(&sql).await?, pending: BytesMut::new() })
    }

    pub(crate) async fn next(&mut self) -> sqlx::Result<Option<Bytes>> {
        loop {
            if let Some(end) = self.pending.iter().position(|byte| *byte == b'\n') {
                let mut line = self.pending.split_to(end + 1);
                line.truncate(end);
                return Ok(Some(line.freeze()));
            }
            match self.chunks.next().await.transpose()? {
                Some(chunk) => self.pending.extend_from_slice(&chunk),
                None => return Ok(None),
            }
        }
    }

    /// Reads to the end: only then the connection is of use again.
    pub(crate) async fn drain(&mut self) -> sqlx::Result<()> {
        while self.chunks.next().await.transpose()?.is_some() {}
        Ok(())
    }
}
