//! The register of generations, `projection.positions`: finds, creates, keeps and drops them.

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::{
    Error, Projection, dependents,
    digest::digest,
    generation::{Generation, State, schema},
    shown,
};

/// Everything the rows of a generation depend on besides the log: the version of the projection and its tables.
pub(crate) fn shape<P: Projection>() -> String {
    format!("{}-{}", P::VERSION, digest(P::CREATE))
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

/// Creates the tables of a new, empty generation in the caller's transaction. The transaction then uses its schema.
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
/// [`Error::NotDroppable`]; [`Error::Dependents`] when foreign views read its tables; and errors of the database.
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
    // The name comes from the register, so it is plain SQL and safe to insert.
    let sql = format!("DROP SCHEMA IF EXISTS {} CASCADE", schemas.join(", "));
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}
