//! Replaces views. A view whose columns cannot be changed in place is dropped and recreated; the others keep their identity.

use sqlx::{AssertSqlSafe, PgConnection, postgres::types::Oid};

use crate::{Error, audience, dependents, views::View};

/// Creates or replaces views, each after the views it reads. A view whose columns cannot be changed in place is
/// dropped and recreated with its grants. Returns the foreign objects that were dropped with it.
pub(crate) async fn replace_or_recreate(tx: &mut PgConnection, views: &[View]) -> Result<Vec<String>, Error> {
    if replace_in_place(tx, views).await? { Ok(Vec::new()) } else { one_by_one(tx, views).await }
}

/// Creates or replaces views together. Returns false, without any change, when the columns of one cannot be kept.
pub(crate) async fn replace_in_place(tx: &mut PgConnection, views: &[View]) -> Result<bool, Error> {
    let sql: String = views.iter().map(|view| view.sql.as_str()).collect();
    replace(tx, &sql).await
}

async fn one_by_one(tx: &mut PgConnection, views: &[View]) -> Result<Vec<String>, Error> {
    let mut dropped = Vec::new();
    for (at, view) in views.iter().enumerate() {
        if !replace(tx, &view.sql).await? {
            dropped.extend(recreate(tx, view, &views[at + 1..]).await?);
        }
    }
    Ok(dropped)
}

/// Drops views together with the foreign objects that depend on them; returns the names of those. Views of this build
/// that read the dropped views stay: they are empty until they are replaced.
pub(crate) async fn remove(tx: &mut PgConnection, old: &[Oid], stay: &[View]) -> Result<Vec<String>, Error> {
    let stay: Vec<_> = stay.iter().map(|view| view.name.as_str()).collect();
    let empty: Vec<String> = sqlx::query_scalar(EMPTY).bind(old).bind(stay).fetch_all(&mut *tx).await?;
    sqlx::raw_sql(AssertSqlSafe(empty.join(";"))).execute(&mut *tx).await?;
    let dropped = dependents::of(tx, old).await?;
    dependents::drop_views(tx, old).await?;
    Ok(dropped)
}

/// Statements that replace the views named in `$2` that read one of `$1`: the same columns, without rows.
const EMPTY: &str = "SELECT format('CREATE OR REPLACE VIEW %I.%I AS SELECT %s', n.nspname, c.relname, ( \
        SELECT string_agg(format('NULL::%s%s AS %I', format_type(a.atttypid, a.atttypmod), \
            CASE WHEN a.attcollation <> t.typcollation THEN format(' COLLATE %I.%I', s.nspname, l.collname) END, a.attname), \
            ', ' ORDER BY a.attnum) \
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_collation l ON l.oid = a.attcollation \
        LEFT JOIN pg_namespace s ON s.oid = l.collnamespace \
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)) \
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE c.relkind = 'v' AND c.oid <> ALL ($1) AND c.oid IN (SELECT to_regclass(name) FROM unnest($2::text[]) AS name) \
      AND EXISTS (SELECT FROM pg_rewrite w JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid \
          WHERE w.ev_class = c.oid AND w.rulename = '_RETURN' AND d.refclassid = 'pg_class'::regclass \
            AND d.refobjid = ANY ($1))";

async fn recreate(tx: &mut PgConnection, view: &View, later: &[View]) -> Result<Vec<String>, Error> {
    let old: Oid = sqlx::query_scalar("SELECT to_regclass($1)::oid").bind(&view.name).fetch_one(&mut *tx).await?;
    let grants = dependents::grants(tx, &[old]).await?;
    let dropped = remove(tx, &[old], later).await?;
    sqlx::raw_sql(AssertSqlSafe(view.sql.clone())).execute(&mut *tx).await?;
    dependents::strip(tx, &view.name).await?;
    dependents::grant_again(tx, &grants).await?;
    audience::carry(tx, old, &view.name).await?;
    Ok(dropped)
}

/// One round trip to the server, because readers are blocked from the first view on. The savepoint ends with the
/// transaction.
async fn replace(tx: &mut PgConnection, sql: &str) -> Result<bool, Error> {
    match sqlx::raw_sql(AssertSqlSafe(format!("SAVEPOINT views; {sql}"))).execute(&mut *tx).await {
        Ok(_) => Ok(true),
        Err(error) if is_incompatible(&error) => {
            sqlx::raw_sql("ROLLBACK TO SAVEPOINT views").execute(tx).await?;
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// PostgreSQL's `invalid_table_definition`: a view's columns can be added to, not removed, renamed or changed.
fn is_incompatible(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "42P16")
}
