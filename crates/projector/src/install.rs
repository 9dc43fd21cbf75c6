//! Installs a projection as part of the migration: its first generation, and its views.

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::{
    Error, Projection, audience,
    generation::State,
    register::{create, find_live, shape},
    swap,
};

/// Creates the first generation, empty and live, unless a live one exists. Then updates its views if its tables are
/// those of this build. Part of the migration.
///
/// # Errors
/// Errors of the database.
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

/// Grants analysts the views that they have not received yet: a role may be created after the views.
///
/// # Errors
/// Errors of the database.
pub(crate) async fn admit<P: Projection>(db: &mut PgConnection) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    audience::admit::<P>(&mut tx).await?;
    Ok(tx.commit().await?)
}
