//! Guarded views: analysts' views read each table of a generation through a view that checks whether readers see that
//! generation.
//!
//! A transaction that keeps its snapshot (`REPEATABLE READ`) may be older than a swap. Its views then point at rows
//! that were written after its snapshot, of which it would see none or only some. The guard raises
//! `serialization_failure` instead, after which tools retry.

use sqlx::{AssertSqlSafe, PgConnection};

use crate::{Error, Projection, digest, generation::Generation};

/// Makes the guarded views of a generation, or leaves them as they are.
pub(crate) async fn guard<P: Projection>(tx: &mut PgConnection, of: &Generation) -> Result<(), Error> {
    let tables = of.schema();
    let guards = guards(&tables);
    let views = P::TABLES.iter().map(|table| {
        let (table, condition) = (table.name, condition(P::NAME, of.number));
        format!("CREATE OR REPLACE VIEW {guards}.{table} AS SELECT * FROM {tables}.{table} WHERE {condition};")
    });
    let sql: String = std::iter::once(format!("CREATE SCHEMA IF NOT EXISTS {guards};")).chain(views).collect();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(tx).await?;
    Ok(())
}

/// An SQL condition that is true or raises an error. It is evaluated when a query is planned and is not part of the
/// plan. As part of the plan, an outer join would evaluate it only for rows that it has found, and there may be none.
fn condition(name: &str, number: i32) -> String {
    format!("projection.shows('{name}', {number})")
}

/// Where the SQL of analysts' views finds the tables of a generation.
pub(crate) fn path(schema: &str) -> String {
    format!("{}, {schema}", guards(schema))
}

/// The schemas that a generation consists of.
pub(crate) fn with_guards(schema: &str) -> [String; 2] {
    [schema.to_owned(), guards(schema)]
}

/// A digest that distinguishes the views of one build from those of another.
pub(crate) fn digest<P: Projection>() -> String {
    digest::digest(&format!("{}{}", condition(P::NAME, 0), P::views()))
}

fn guards(schema: &str) -> String {
    format!("{schema}_shown")
}
