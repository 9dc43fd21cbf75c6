//! The tables that a projection writes to.

use std::ops::{Deref, DerefMut};

use sqlx::{
    AssertSqlSafe, Encode, PgConnection, Postgres, Result, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgTypeInfo, types::Oid},
};

use crate::{NewRows, bulk::Bulk};

/// The tables of the generation being written, through its writer's session. Everything is one transaction; in a
/// load, appended rows become visible only at its end.
pub struct Tables<'a> {
    db: &'a mut PgConnection,
    bulk: Option<&'a mut Bulk>,
}

impl<'a> Tables<'a> {
    pub(crate) fn new(db: &'a mut PgConnection, bulk: Option<&'a mut Bulk>) -> Self {
        Self { db, bulk }
    }

    /// Adds rows to a table that is not read before the load is finished.
    ///
    /// # Errors
    /// Errors of the database, and a value that cannot be written.
    pub async fn append(&mut self, table: &'static str, rows: &mut NewRows) -> Result<()> {
        match &mut self.bulk {
            Some(bulk) if !rows.is_empty() => bulk.send(table, rows.take()?).await,
            _ => self.insert(table, rows).await,
        }
    }

    /// Adds rows to a table; later statements see them. Uses one statement and one packet. COPY needs three, and on a
    /// connection without `TCP_NODELAY` the last one waits some 40 ms for a delayed acknowledgement of the previous
    /// one.
    ///
    /// # Errors
    /// Errors of the database, and a value that cannot be written.
    pub async fn insert(&mut self, table: &'static str, rows: &mut NewRows) -> Result<()> {
        self.send(table, rows, format!("INSERT INTO {table} SELECT * FROM unnest($1)")).await
    }

    /// Overwrites the rows of a table that have the same `key`, one column; `columns` are all columns of the table,
    /// in order.
    ///
    /// # Errors
    /// Errors of the database, and a value that cannot be written.
    pub async fn update(&mut self, table: &'static str, key: &str, columns: &str, rows: &mut NewRows) -> Result<()> {
        let sql = format!(
            "UPDATE {table} SET ({columns}) = ROW(new.*) FROM unnest($1) AS new WHERE {table}.{key} = new.{key}"
        );
        self.send(table, rows, sql).await
    }

    /// Runs a statement on rows of a table as an array, piece by piece.
    async fn send(&mut self, table: &'static str, rows: &mut NewRows, sql: String) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let (row_type, array) = match rows.row_type {
            Some(known) => known,
            None => *rows.row_type.insert(row_type(self.db, table).await?),
        };
        while let Some(bytes) = rows.take_array(row_type)? {
            let records = Records { bytes, array };
            sqlx::query(AssertSqlSafe(sql.clone())).bind(records).execute(&mut *self.db).await?;
        }
        Ok(())
    }
}

impl Deref for Tables<'_> {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.db
    }
}

impl DerefMut for Tables<'_> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.db
    }
}

/// The numbers of a table's row type and of that of its arrays.
async fn row_type(db: &mut PgConnection, table: &str) -> Result<(Oid, Oid)> {
    let sql = "SELECT type.oid, type.typarray FROM pg_type type JOIN pg_class class ON class.reltype = type.oid \
               WHERE class.oid = $1::text::regclass";
    sqlx::query_as(sql).bind(table).fetch_one(db).await
}

/// Rows as one value.
struct Records {
    bytes: Vec<u8>,
    /// The number of its type.
    array: Oid,
}

impl Type<Postgres> for Records {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("record[]")
    }
}

impl Encode<'_, Postgres> for Records {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> std::result::Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(&self.bytes);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(self.array))
    }
}
