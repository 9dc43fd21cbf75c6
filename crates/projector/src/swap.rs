//! What readers see: views that point at one generation, moved to another in one transaction.

use sqlx::{AssertSqlSafe, PgConnection};

use crate::{
    Error, Projection,
    generation::{self, Generation, State, find_live},
};

/// Points the readers' views at a generation. `position` is replaced first: every reader asks it first, so none is
/// between the two generations.
pub(crate) async fn point_views<P: Projection>(tx: &mut PgConnection, to: &Generation) -> Result<(), Error> {
    let (name, number, schema) = (P::NAME, to.number, to.schema());
    let position = format!(
        "CREATE OR REPLACE VIEW {name}.position AS \
         SELECT seq, parked FROM projection.positions WHERE name = '{name}' AND generation = {number};"
    );
    let tables = P::TABLES.iter().map(|table| {
        let table = table.name;
        format!("CREATE OR REPLACE VIEW {name}.{table} AS SELECT * FROM {schema}.{table};")
    });
    let sql: String = std::iter::once(position).chain(tables).collect();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    sqlx::raw_sql(P::VIEWS).execute(tx).await?;
    Ok(())
}

/// Drops the readers' views, and what others have made of them: columns of a view can be added but not changed.
async fn drop_views<P: Projection>(tx: &mut PgConnection) -> Result<(), Error> {
    let name = P::NAME;
    let drops = P::TABLES.iter().map(|table| format!("DROP VIEW IF EXISTS {name}.{} CASCADE;", table.name));
    sqlx::raw_sql(AssertSqlSafe(drops.collect::<String>())).execute(tx).await?;
    Ok(())
}

/// Holds the live generation where it is until the transaction ends; gives its number and position. Locks the table,
/// not the row: whoever waits for a table gets its turn, however busy the live projector is.
pub(crate) async fn hold_live<P: Projection>(tx: &mut PgConnection) -> Result<(i32, u64), Error> {
    sqlx::query("LOCK TABLE projection.positions IN SHARE ROW EXCLUSIVE MODE").execute(&mut *tx).await?;
    let (live, _) = find_live::<P>(tx).await?;
    Ok((live.number, live.position))
}

/// Makes `new` the live generation in place of `old`, whose projector is fenced off by that.
pub(crate) async fn switch<P: Projection>(tx: &mut PgConnection, old: i32, new: &Generation) -> Result<(), Error> {
    let sql = "SELECT shape FROM projection.positions WHERE name = $1 AND generation = $2";
    let shape: String = sqlx::query_scalar(sql).bind(P::NAME).bind(old).fetch_one(&mut *tx).await?;
    if shape != generation::shape::<P>() {
        drop_views::<P>(tx).await?;
    }
    for (number, state) in [(old, State::Retired), (new.number, State::Live)] {
        let sql = "UPDATE projection.positions SET state = $3 WHERE name = $1 AND generation = $2";
        sqlx::query(sql).bind(P::NAME).bind(number).bind(state.as_str()).execute(&mut *tx).await?;
    }
    point_views::<P>(tx, new).await
}
