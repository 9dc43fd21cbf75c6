//! Grants on the views for analysts: each view is granted to its role once, by name.
//!
//! A grant that an administrator revokes afterwards stays revoked, and foreign objects in the same schemas are left
//! alone.

use sqlx::{AssertSqlSafe, PgConnection, postgres::types::Oid};

use crate::{Projection, views};

/// The schemas of a projection's views.
pub(crate) fn schemas<P: Projection>() -> Vec<&'static str> {
    P::VIEWS_IN.iter().map(|audience| audience.schema).collect()
}

/// Records the existing views, except those of other owners, and removes the records of dropped ones.
const NOTE: [&str; 2] = [
    "DELETE FROM projection.analyst_views v \
     WHERE v.projection = $1 AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = v.view)",
    "INSERT INTO projection.analyst_views AS known (view, projection) \
     SELECT c.oid, $1 FROM unnest($2::text[]) AS name JOIN pg_class c ON c.oid = to_regclass(name) AND c.relkind = 'v' \
     AND pg_has_role(c.relowner, 'USAGE') ON CONFLICT (view) DO UPDATE SET projection = excluded.projection WHERE known.projection <> excluded.projection",
];

/// Records the grants of views that roles have not received yet, and returns the statements for them. The grant on
/// the schema comes with its first view.
const GIVE: &str = "UPDATE projection.analyst_views v SET granted = v.granted || a.role \
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    JOIN unnest($2::text[], $3::text[]) AS a (schema, role) ON a.schema = n.nspname \
    JOIN pg_roles r ON r.rolname = a.role \
    WHERE c.oid = v.view AND v.projection = $1 AND a.role <> ALL (v.granted) AND pg_has_role(c.relowner, 'USAGE') \
    RETURNING format('GRANT SELECT ON %I.%I TO %I', n.nspname, c.relname, a.role) || CASE WHEN NOT EXISTS ( \
        SELECT FROM projection.analyst_views o JOIN pg_class p ON p.oid = o.view \
        WHERE p.relnamespace = n.oid AND a.role = ANY (o.granted) \
    ) THEN format('; GRANT USAGE ON SCHEMA %I TO %I', n.nspname, a.role) ELSE '' END";

/// Grants each role the views of its schema that it has not received yet. Runs in the caller's transaction, when the
/// views exist; a role that does not exist yet receives them at a later call.
///
/// # Errors
/// Errors of the database.
pub(crate) async fn admit<P: Projection>(tx: &mut PgConnection) -> sqlx::Result<()> {
    if P::VIEWS_IN.is_empty() {
        return Ok(());
    }
    let roles: Vec<_> = P::VIEWS_IN.iter().map(|audience| audience.role).collect();
    let [forget, note] = NOTE;
    sqlx::query(forget).bind(P::NAME).execute(&mut *tx).await?;
    sqlx::query(note).bind(P::NAME).bind(names::<P>()).execute(&mut *tx).await?;
    let give = sqlx::query_scalar(GIVE).bind(P::NAME).bind(schemas::<P>()).bind(roles);
    let statements: Vec<String> = give.fetch_all(&mut *tx).await?;
    sqlx::raw_sql(AssertSqlSafe(statements.join("; "))).execute(tx).await?;
    Ok(())
}

/// The views that an earlier build made and this one does not.
pub(crate) async fn gone<P: Projection>(db: &mut PgConnection) -> sqlx::Result<Vec<Oid>> {
    let sql = "SELECT c.oid FROM projection.analyst_views v JOIN pg_class c ON c.oid = v.view \
               WHERE v.projection = $1 AND pg_has_role(c.relowner, 'USAGE') \
               AND NOT EXISTS (SELECT FROM unnest($2::text[]) AS name WHERE to_regclass(name) = c.oid)";
    sqlx::query_scalar(sql).bind(P::NAME).bind(names::<P>()).fetch_all(db).await
}

/// Records that a view was recreated: grants and revocations on the old view apply to the new one.
pub(crate) async fn carry(tx: &mut PgConnection, old: Oid, name: &str) -> sqlx::Result<()> {
    let sql = "UPDATE projection.analyst_views SET view = to_regclass($2) WHERE view = $1";
    sqlx::query(sql).bind(old).bind(name).execute(tx).await?;
    Ok(())
}

fn names<P: Projection>() -> Vec<String> {
    views::of(&P::views()).into_iter().map(|view| view.name).collect()
}
