//! What readers see: views that point at one generation, moved to another in one transaction.

use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, postgres::types::Oid};
use tokio::time::{Instant, sleep};

use crate::{
    Error, Projection,
    blockers::{self, PATIENCE, QUEUE, TELL, waited_too_long},
    dependents,
    generation::{self, Generation, State, find_live},
    shown,
};

/// Between two attempts to bring the views up to date: readers come and go meanwhile.
const AGAIN: Duration = Duration::from_secs(1);

/// Makes the readers' views and those of analysts, or points them at a generation. `position` is replaced first: every
/// reader asks it first, so none is between the two generations.
pub(crate) async fn point_views<P: Projection>(tx: &mut PgConnection, to: &Generation) -> Result<(), Error> {
    point_readers::<P>(tx, to).await?;
    point_analysts::<P>(tx, to).await
}

async fn point_readers<P: Projection>(tx: &mut PgConnection, to: &Generation) -> Result<(), Error> {
    let (name, number, schema) = (P::NAME, to.number, to.schema());
    let position = format!(
        "CREATE OR REPLACE VIEW {name}.position AS \
         SELECT seq, parked FROM projection.positions \
         WHERE name = '{name}' AND generation = {number} AND state = 'live';"
    );
    let tables = P::TABLES.iter().map(|table| {
        let table = table.name;
        format!("CREATE OR REPLACE VIEW {name}.{table} AS SELECT * FROM {schema}.{table};")
    });
    let sql: String = std::iter::once(position).chain(tables).collect();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(tx).await?;
    Ok(())
}

/// The views of [`Projection::views`] are not over the readers' views, which may be dropped, but over guarded ones of this
/// generation alone.
async fn point_analysts<P: Projection>(tx: &mut PgConnection, to: &Generation) -> Result<(), Error> {
    let views = P::views();
    if !views.is_empty() {
        shown::guard::<P>(tx, to).await?;
    }
    let path = format!("SET LOCAL search_path TO {}", shown::path(&to.schema()));
    sqlx::raw_sql(AssertSqlSafe(path)).execute(&mut *tx).await?;
    sqlx::raw_sql(AssertSqlSafe(views)).execute(&mut *tx).await?;
    let sql = "UPDATE projection.positions SET views = $3 WHERE name = $1 AND generation = $2 AND state = 'live'";
    let noted = sqlx::query(sql).bind(P::NAME).bind(to.number).bind(shown::digest::<P>()).execute(tx).await?;
    match noted.rows_affected() {
        1 => Ok(()),
        _ => Err(Error::Busy { what: to.to_string() }),
    }
}

/// Brings the views over the live generation up to what this build has, when its tables are those of this build. What
/// has to be dropped for it is left to a rebuild, which says so.
pub(crate) async fn refresh<P: Projection>(db: &mut PgConnection, live: &Generation) -> Result<(), Error> {
    let sql = "SELECT views FROM projection.positions WHERE name = $1 AND generation = $2";
    let views: String = sqlx::query_scalar(sql).bind(P::NAME).bind(live.number).fetch_one(&mut *db).await?;
    if views == shown::digest::<P>() {
        return Ok(());
    }
    let began = Instant::now();
    let mut told = None::<Instant>;
    loop {
        match try_refresh::<P>(db, live).await {
            Err(Error::Database(error)) if waited_too_long(&error) => {}
            refreshed => return refreshed,
        }
        let by = blockers::holders(db, P::VIEWS_IN).await?;
        if began.elapsed() >= PATIENCE {
            return Err(Error::Held { name: P::NAME, by });
        }
        if told.is_none_or(|told| told.elapsed() >= TELL) {
            told = Some(Instant::now());
            let (by, waited_s) = (by.join("; "), began.elapsed().as_secs());
            tracing::warn!(
                projection = P::NAME,
                by,
                waited_s,
                alarm = true,
                "the views wait for sessions that hold them"
            );
        }
        sleep(AGAIN).await;
    }
}

/// One attempt, which keeps new readers waiting for no longer than a swap does.
async fn try_refresh<P: Projection>(db: &mut PgConnection, live: &Generation) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    sqlx::query(QUEUE).execute(&mut *tx).await?;
    try_point_analysts::<P>(&mut tx, live).await?;
    Ok(tx.commit().await?)
}

/// Points the views of analysts at a generation, unless one has columns that cannot become what they have to be.
async fn try_point_analysts<P: Projection>(tx: &mut PgConnection, to: &Generation) -> Result<(), Error> {
    let mut attempt = tx.begin().await?;
    match point_analysts::<P>(&mut attempt, to).await {
        Ok(()) => attempt.commit().await?,
        Err(Error::Database(error)) if is_incompatible(&error) => attempt.rollback().await?,
        Err(error) => return Err(error),
    }
    Ok(())
}

/// PostgreSQL's `invalid_table_definition`: a view's columns can be added to, not removed, renamed or changed.
fn is_incompatible(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "42P16")
}

/// Holds the live generation where it is until the transaction ends; gives its number and position. Locks the table,
/// not the row: whoever waits for a table gets its turn, however busy the live projector is.
pub(crate) async fn hold_live<P: Projection>(tx: &mut PgConnection) -> Result<(i32, u64), Error> {
    sqlx::query("LOCK TABLE projection.positions IN SHARE ROW EXCLUSIVE MODE").execute(&mut *tx).await?;
    let (live, _) = find_live::<P>(tx).await?;
    Ok((live.number, live.position))
}

/// Makes `new` the live generation in place of `old`, whose projector is fenced off by that. Views stay what they are as
/// far as their columns can; one that has to be dropped gets its grants again.
///
/// # Errors
/// [`Error::Dependents`] when something else depends on what has to be dropped, unless `drops` allows that to go with it;
/// and what the database says.
pub(crate) async fn switch<P: Projection>(
    tx: &mut PgConnection,
    old: i32,
    new: &Generation,
    drops: bool,
) -> Result<(), Error> {
    let sql = "SELECT shape FROM projection.positions WHERE name = $1 AND generation = $2";
    let shape: String = sqlx::query_scalar(sql).bind(P::NAME).bind(old).fetch_one(&mut *tx).await?;
    for (number, state) in [(old, State::Retired), (new.number, State::Live)] {
        let sql = "UPDATE projection.positions SET state = $3 WHERE name = $1 AND generation = $2";
        sqlx::query(sql).bind(P::NAME).bind(number).bind(state.as_str()).execute(&mut *tx).await?;
    }
    // Analysts' views first: readers are not kept waiting behind a long analysis.
    try_point_analysts::<P>(tx, new).await?;
    let outdated = outdated::<P>(tx, old, shape == generation::shape::<P>()).await?;
    if outdated.is_empty() {
        return point_readers::<P>(tx, new).await;
    }
    let grants = dependents::grants(tx, &outdated).await?;
    dependents::drop_views(tx, P::NAME, &outdated, drops).await?;
    point_views::<P>(tx, new).await?;
    Ok(dependents::grant_again(tx, &grants).await?)
}

/// The views that have to be dropped: the readers' when the tables changed, and those of analysts that still show the
/// old generation, because they do not fit or because this build has no such view any more.
async fn outdated<P: Projection>(tx: &mut PgConnection, old: i32, same_shape: bool) -> Result<Vec<Oid>, Error> {
    let names: Vec<_> = P::TABLES.iter().map(|table| table.name).collect();
    let readers = dependents::relations(tx, P::NAME, &names).await?;
    let mut shown = dependents::all_of(tx, &generation::schema(P::NAME, old)).await?;
    shown.extend(&readers);
    let mut outdated = dependents::views_on(tx, &shown, P::VIEWS_IN).await?;
    if !same_shape {
        outdated.extend(readers);
    }
    Ok(outdated)
}

/// Tries the swap and takes it back: what refuses it is told before a long load, not after it. Views that are in use are
/// not waited for.
///
/// # Errors
/// As [`switch`].
pub(crate) async fn rehearse<P: Projection>(db: &mut PgConnection, new: &Generation, drops: bool) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    sqlx::query("SET LOCAL lock_timeout = '200ms'").execute(&mut *tx).await?;
    let (live, _) = find_live::<P>(&mut tx).await?;
    let tried = switch::<P>(&mut tx, live.number, new, drops).await;
    tx.rollback().await?;
    match tried {
        Err(Error::Database(error)) => {
            tracing::debug!(%error, projection = P::NAME, "swap not rehearsed");
            Ok(())
        }
        tried => tried,
    }
}
