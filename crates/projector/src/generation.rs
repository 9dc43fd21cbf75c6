//! Generations: every rebuild of a projection has its own schema and its own fenced position.

use std::fmt;

use sha2::{Digest as _, Sha256};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::{Error, Projection, audience, dependents, shown, swap};

/// What a generation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Being rebuilt; nobody reads it.
    Building,
    /// The one readers see; at most one of each projection.
    Live,
    /// Was live, or was built and could not be made live; kept until it is dropped.
    Retired,
}

impl State {
    /// From its stored form.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::Building, Self::Live, Self::Retired].into_iter().find(|state| state.as_str() == word)
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Live => "live",
            Self::Retired => "retired",
        }
    }
}

/// One generation, as far as its writer has brought it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Generation {
    pub(crate) name: &'static str,
    pub(crate) number: i32,
    pub(crate) state: State,
    pub(crate) position: u64,
}

impl Generation {
    /// The schema its tables are in.
    pub(crate) fn schema(&self) -> String {
        schema(self.name, self.number)
    }

    /// Moves the stored position, if it is still where this writer left it. First in every transaction: whoever
    /// comes second waits here and then learns that it is not its turn.
    pub(crate) async fn advance(&self, db: &mut PgConnection, to: u64) -> Result<(), Error> {
        let sql = "UPDATE projection.positions SET seq = $5, heard_at = now() \
                   WHERE name = $1 AND generation = $2 AND state = $3 AND seq = $4";
        let fence = sqlx::query(sql)
            .bind(self.name)
            .bind(self.number)
            .bind(self.state.as_str())
            .bind(self.position.cast_signed())
            .bind(to.cast_signed());
        match fence.execute(db).await?.rows_affected() {
            1 => Ok(()),
            _ => Err(Error::Busy { what: self.to_string() }),
        }
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} generation {} ({})", self.name, self.number, self.state.as_str())
    }
}

pub(crate) fn schema(name: &str, number: i32) -> String {
    format!("{name}_g{number}")
}

/// What the rows of a generation depend on beside the log: the version of the projection and its tables.
pub(crate) fn shape<P: Projection>() -> String {
    format!("{}-{}", P::VERSION, digest(P::CREATE))
}

/// Tells one text of SQL from another.
pub(crate) fn digest(sql: &str) -> String {
    Sha256::digest(sql.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Number, position and schema of the live generation.
///
/// # Errors
/// [`Error::NotInstalled`] when there is none.
pub async fn live_generation<P: Projection>(db: &mut PgConnection) -> Result<(i32, u64, String), Error> {
    let (live, _) = find_live::<P>(db).await?;
    Ok((live.number, live.position, live.schema()))
}

/// The live generation and its shape.
pub(crate) async fn find_live<P: Projection>(db: &mut PgConnection) -> Result<(Generation, String), Error> {
    let sql = "SELECT generation, seq, shape FROM projection.positions WHERE name = $1 AND state = 'live'";
    let row: Option<(i32, i64, String)> = sqlx::query_as(sql).bind(P::NAME).fetch_optional(db).await?;
    let (number, seq, shape) = row.ok_or(Error::NotInstalled { name: P::NAME })?;
    Ok((Generation { name: P::NAME, number, state: State::Live, position: seq.cast_unsigned() }, shape))
}

/// A generation that was live and that this build can write.
pub(crate) async fn find_retired<P: Projection>(db: &mut PgConnection, number: i32) -> Result<Generation, Error> {
    let sql = "SELECT seq FROM projection.positions \
               WHERE name = $1 AND generation = $2 AND state = 'retired' AND shape = $3";
    let query = sqlx::query_scalar(sql).bind(P::NAME).bind(number).bind(shape::<P>());
    let seq: Option<i64> = query.fetch_optional(db).await?;
    let position = seq.ok_or(Error::NotSwitchable { name: P::NAME, generation: number })?.cast_unsigned();
    Ok(Generation { name: P::NAME, number, state: State::Retired, position })
}

/// Creates the first generation, empty and live, unless there is a live one; then brings its views up to date as far as
/// its tables are those of this build. Part of the migration.
///
/// # Errors
/// What the database says.
pub async fn install<P: Projection>(db: &mut PgConnection) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    sqlx::query("LOCK TABLE projection.positions IN SHARE ROW EXCLUSIVE MODE").execute(&mut *tx).await?;
    match find_live::<P>(&mut tx).await {
        Ok((live, found)) => {
            tx.rollback().await?;
            return if found == shape::<P>() { swap::refresh::<P>(db, &live).await } else { Ok(()) };
        }
        Err(Error::NotInstalled { .. }) => {}
        Err(other) => return Err(other),
    }
    let first = create::<P>(&mut tx, State::Live).await?;
    sqlx::raw_sql(P::INDEX).execute(&mut *tx).await?;
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE SCHEMA IF NOT EXISTS {}", P::NAME))).execute(&mut *tx).await?;
    swap::make_views::<P>(&mut tx, &first).await?;
    tx.commit().await?;
    Ok(())
}

/// Lets analysts read the views that they were never given: roles may be made after the views.
///
/// # Errors
/// What the database says.
pub(crate) async fn admit<P: Projection>(db: &mut PgConnection) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    audience::admit::<P>(&mut tx).await?;
    Ok(tx.commit().await?)
}

/// Creates the tables of a new, empty generation in the caller's transaction, which then works in its schema.
pub(crate) async fn create<P: Projection>(tx: &mut PgConnection, state: State) -> Result<Generation, Error> {
    // A number is never given again, whatever was dropped.
    let sql = "WITH given AS (INSERT INTO projection.numbers AS known (name, last) \
                   SELECT $1, coalesce(max(generation), 0) + 1 FROM projection.positions WHERE name = $1 \
                   ON CONFLICT (name) DO UPDATE SET last = greatest(known.last + 1, excluded.last) RETURNING last) \
               INSERT INTO projection.positions (name, generation, state, shape, seq) \
               SELECT $1, last, $2, $3, 0 FROM given RETURNING generation";
    let insert = sqlx::query_scalar(sql).bind(P::NAME).bind(state.as_str()).bind(shape::<P>());
    let number = insert.fetch_one(&mut *tx).await?;
    let generation = Generation { name: P::NAME, number, state, position: 0 };
    let schema = generation.schema();
    let sql = format!("CREATE SCHEMA {schema}; SET LOCAL search_path TO {schema}");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    sqlx::raw_sql(P::CREATE).execute(&mut *tx).await?;
    Ok(generation)
}

/// Keeps a generation that is built and could not be made live, to be switched to later.
pub(crate) async fn keep(db: &mut PgConnection, built: &Generation) -> Result<(), Error> {
    let sql = "UPDATE projection.positions SET state = 'retired' \
               WHERE name = $1 AND generation = $2 AND state = 'building'";
    sqlx::query(sql).bind(built.name).bind(built.number).execute(db).await?;
    Ok(())
}

/// Drops a generation that is not live, with all its rows.
///
/// # Errors
/// [`Error::NotDroppable`]; [`Error::Dependents`] when somebody made a view of its tables; and what the database says.
pub async fn drop_generation(db: &mut PgConnection, name: &str, number: i32) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    let sql = "DELETE FROM projection.positions WHERE name = $1 AND generation = $2 AND state <> 'live'";
    let deleted = sqlx::query(sql).bind(name).bind(number).execute(&mut *tx).await?.rows_affected();
    if deleted == 0 {
        tx.rollback().await?;
        return Err(Error::NotDroppable { name: name.to_owned(), generation: number });
    }
    let schemas = shown::with_guards(&schema(name, number));
    let mut relations = Vec::new();
    for schema in &schemas {
        relations.extend(dependents::all_of(&mut tx, schema).await?);
    }
    let dependents = dependents::of(&mut tx, &relations).await?;
    if !dependents.is_empty() {
        tx.rollback().await?;
        return Err(Error::Dependents { name: name.to_owned(), dependents });
    }
    // Only a registered name gets here, so it is one of ours and plain.
    let sql = format!("DROP SCHEMA IF EXISTS {} CASCADE", schemas.join(", "));
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}
