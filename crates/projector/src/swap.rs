//! The views of readers: they show one generation, and one transaction moves them to another.

use std::time::Duration;

use haetae_domain::causes::with_causes;
use haetae_event_log::{Alarm, alarm};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::time::{Instant, sleep};

use crate::{
    Error, Projection, audience,
    blockers::{self, PATIENCE, QUEUE, TELL, waited_too_long},
    dependents, foreign,
    generation::{Generation, State},
    recreate,
    register::find_live,
    shown,
    views::{self, View},
};

/// Pause between two attempts to update the views, in which readers can proceed.
const AGAIN: Duration = Duration::from_secs(1);

/// Creates the views of readers and of analysts.
pub(crate) async fn make_views<P: Projection>(tx: &mut PgConnection, to: &Generation) -> Result<(), Error> {
    look_at::<P>(tx, to).await?;
    let of_analysts = views::of(&P::views());
    foreign::alarm::<P>(tx, &of_analysts).await?;
    let of_analysts = foreign::without(tx, of_analysts).await?;
    let sql: String = readers::<P>(to).into_iter().chain(of_analysts).map(|view| view.sql).collect();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    note::<P>(tx, to).await
}

/// The readers' views. `position` comes first: every reader queries it first, so no reader sees a mix of two
/// generations.
fn readers<P: Projection>(to: &Generation) -> Vec<View> {
    let (name, number, schema) = (P::NAME, to.number, to.schema());
    let position = (
        "position",
        format!(
            "SELECT seq, parked FROM projection.positions \
             WHERE name = '{name}' AND generation = {number} AND state = 'live'"
        ),
    );
    let tables = P::TABLES.iter().map(|table| (table.name, format!("SELECT * FROM {schema}.{}", table.name)));
    let view = |(view, shows): (&str, String)| View {
        name: format!("{name}.{view}"),
        sql: format!("CREATE OR REPLACE VIEW {name}.{view} AS {shows};\n"),
    };
    std::iter::once(position).chain(tables).map(view).collect()
}

/// Makes the SQL of [`Projection::views`] resolve to the tables of a generation. Analysts' views do not read the
/// readers' views, which may be dropped, but guarded views of this generation.
async fn look_at<P: Projection>(tx: &mut PgConnection, to: &Generation) -> Result<(), Error> {
    if !P::VIEWS_IN.is_empty() {
        shown::guard::<P>(tx, to).await?;
    }
    let path = format!("SET LOCAL search_path TO {}", shown::path(&to.schema()));
    sqlx::raw_sql(AssertSqlSafe(path)).execute(tx).await?;
    Ok(())
}

/// Records which analysts' views show a generation, and grants new ones.
async fn note<P: Projection>(tx: &mut PgConnection, to: &Generation) -> Result<(), Error> {
    let sql = "UPDATE projection.positions SET views = $3 WHERE name = $1 AND generation = $2 AND state = 'live'";
    let noted = sqlx::query(sql).bind(P::NAME).bind(to.number).bind(shown::digest::<P>()).execute(&mut *tx).await?;
    match noted.rows_affected() {
        1 => Ok(audience::admit::<P>(tx).await?),
        _ => Err(Error::Busy { what: to.to_string() }),
    }
}

/// Updates the views over the live generation to those of this build, when its tables are those of this build. If an
/// object would have to be dropped, the update is left to a rebuild, which reports it.
pub(crate) async fn refresh<P: Projection>(db: &mut PgConnection, live: &Generation) -> Result<(), Error> {
    let sql = "SELECT views FROM projection.positions WHERE name = $1 AND generation = $2";
    let views: String = sqlx::query_scalar(sql).bind(P::NAME).bind(live.number).fetch_one(&mut *db).await?;
    if views == shown::digest::<P>() {
        return Ok(());
    }
    foreign::alarm::<P>(db, &views::of(&P::views())).await?;
    let began = Instant::now();
    let mut told = None::<Instant>;
    loop {
        match try_refresh::<P>(db, live).await {
            Err(Error::Database(error)) if waited_too_long(&error) => {}
            refreshed => return refreshed,
        }
        let by = blockers::holders(db, &audience::schemas::<P>()).await?;
        if began.elapsed() >= PATIENCE {
            return Err(Error::Held { name: P::NAME, by });
        }
        if told.is_none_or(|told| told.elapsed() >= TELL) {
            told = Some(Instant::now());
            let (by, waited_s) = (by.join("; "), began.elapsed().as_secs());
            alarm!(
                warn,
                Alarm::ViewsHeld,
                projection = P::NAME,
                by,
                waited_s,
                "the views wait for sessions that hold them"
            );
        }
        sleep(AGAIN).await;
    }
}

/// One attempt, which blocks new readers for no longer than a swap does.
async fn try_refresh<P: Projection>(db: &mut PgConnection, live: &Generation) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    sqlx::query(QUEUE).execute(&mut *tx).await?;
    look_at::<P>(&mut tx, live).await?;
    let views = foreign::without(&mut tx, views::of(&P::views())).await?;
    if recreate::replace_in_place(&mut tx, &views).await? {
        note::<P>(&mut tx, live).await?;
    }
    Ok(tx.commit().await?)
}

/// Fixes the live generation's position until the transaction ends; returns its number and position. Locks the table,
/// not the row: a session that waits for a table lock is served in turn, however busy the live projector is.
pub(crate) async fn hold_live<P: Projection>(tx: &mut PgConnection) -> Result<(i32, u64), Error> {
    sqlx::query("LOCK TABLE projection.positions IN SHARE ROW EXCLUSIVE MODE").execute(&mut *tx).await?;
    let (live, _) = find_live::<P>(tx).await?;
    Ok((live.number, live.position))
}

/// Makes `new` the live generation in place of `old`, and thereby fences off the projector of `old`. Views are kept
/// as far as their columns allow; a view that has to be recreated gets its grants again. Returns the dropped objects:
/// foreign objects that depended on such a view, and views that this build no longer has.
///
/// # Errors
/// [`Error::Dependents`] when a foreign object depends on one to be dropped, unless `drops` allows dropping it as
/// well; and errors of the database. The caller then rolls back.
pub(crate) async fn switch<P: Projection>(
    tx: &mut PgConnection,
    old: i32,
    new: &Generation,
    drops: bool,
) -> Result<Vec<String>, Error> {
    for (number, state) in [(old, State::Retired), (new.number, State::Live)] {
        let sql = "UPDATE projection.positions SET state = $3 WHERE name = $1 AND generation = $2";
        sqlx::query(sql).bind(P::NAME).bind(number).bind(state.as_str()).execute(&mut *tx).await?;
    }
    look_at::<P>(tx, new).await?;
    let views = foreign::without(tx, views::of(&P::views())).await?;
    let gone = audience::gone::<P>(tx).await?;
    let own = dependents::described(tx, &gone).await?;
    let mut dropped = if gone.is_empty() { Vec::new() } else { recreate::remove(tx, &gone, &views).await? };
    // Analysts' views first, so that a long analysis does not block readers. Nothing may come after the readers'
    // views: a session waiting for one of them has an older snapshot.
    dropped.extend(recreate::replace_or_recreate(tx, &views).await?);
    note::<P>(tx, new).await?;
    dropped.extend(recreate::replace_or_recreate(tx, &readers::<P>(new)).await?);
    dropped.sort();
    if !dropped.is_empty() && !drops {
        return Err(Error::Dependents { name: P::NAME.to_owned(), dependents: dropped });
    }
    dropped.extend(own);
    Ok(dropped)
}

/// Tries the swap and rolls it back, so that an obstacle is reported before a long load instead of after it. Does not
/// wait for views that are in use.
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
            tracing::debug!(error = with_causes(&error), projection = P::NAME, "swap not rehearsed");
            Ok(())
        }
        tried => tried.map(drop),
    }
}
