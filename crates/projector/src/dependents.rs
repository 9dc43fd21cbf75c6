//! What others have made of a projection's views: found before a view is dropped, and their grants kept.

use sqlx::{AssertSqlSafe, FromRow, PgConnection, postgres::types::Oid};

use crate::Error;

/// Everything that depends on the relations `$1`, directly or through others. The rule of a view stands for the view.
const REACHED: &str = "WITH RECURSIVE reached (classid, objid) AS ( \
        SELECT 'pg_class'::regclass::oid, unnest($1::oid[]) \
        UNION \
        SELECT next.classid, next.objid FROM reached r \
        JOIN pg_depend d ON d.refclassid = r.classid AND d.refobjid = r.objid AND d.deptype IN ('n', 'a', 'i') \
        LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid \
        CROSS JOIN LATERAL (SELECT CASE WHEN w.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass::oid END, \
            coalesce(w.ev_class, d.objid)) AS next (classid, objid) \
    ) ";

/// The relations of a schema that have one of these names.
pub(crate) async fn relations(db: &mut PgConnection, schema: &str, names: &[&str]) -> sqlx::Result<Vec<Oid>> {
    let sql = "SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relname = ANY($2)";
    sqlx::query_scalar(sql).bind(schema).bind(names).fetch_all(db).await
}

/// All relations of a schema.
pub(crate) async fn all_of(db: &mut PgConnection, schema: &str) -> sqlx::Result<Vec<Oid>> {
    let sql = "SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace($1)";
    sqlx::query_scalar(sql).bind(schema).fetch_all(db).await
}

/// The views of some schemas that depend on relations.
pub(crate) async fn views_on(db: &mut PgConnection, of: &[Oid], schemas: &[&str]) -> sqlx::Result<Vec<Oid>> {
    let sql = format!(
        "{REACHED} SELECT DISTINCT c.oid FROM reached r JOIN pg_class c ON c.oid = r.objid AND c.relkind = 'v' \
         JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY($2) \
         WHERE r.classid = 'pg_class'::regclass"
    );
    sqlx::query_scalar(AssertSqlSafe(sql)).bind(of).bind(schemas).fetch_all(db).await
}

/// The relations and functions that depend on some relations and are none of them, by kind and name, in order.
pub(crate) async fn of(db: &mut PgConnection, relations: &[Oid]) -> sqlx::Result<Vec<String>> {
    let sql = format!(
        "{REACHED} SELECT DISTINCT format('%s %s', o.type, o.identity) FROM reached r \
         LEFT JOIN pg_class c ON r.classid = 'pg_class'::regclass AND c.oid = r.objid \
         CROSS JOIN LATERAL pg_identify_object(r.classid, r.objid, 0) o \
         WHERE r.classid IN ('pg_class'::regclass, 'pg_proc'::regclass) \
           AND coalesce(c.relkind NOT IN ('i', 'I', 't', 'S', 'c'), true) \
           AND coalesce(c.oid <> ALL ($1), true) ORDER BY 1"
    );
    sqlx::query_scalar(AssertSqlSafe(sql)).bind(relations).fetch_all(db).await
}

/// Drops views. What depends on them goes with them when that is allowed.
///
/// # Errors
/// [`Error::Dependents`] with their names when it is not, and what the database says.
pub(crate) async fn drop_views(tx: &mut PgConnection, name: &str, views: &[Oid], allowed: bool) -> Result<(), Error> {
    let dependents = of(tx, views).await?;
    if !dependents.is_empty() {
        if !allowed {
            return Err(Error::Dependents { name: name.to_owned(), dependents });
        }
        tracing::warn!(projection = name, dropped = dependents.join(", "), "dropped with the views they depend on");
    }
    let sql = "SELECT format('DROP VIEW IF EXISTS %s CASCADE', oid::regclass) FROM pg_class WHERE oid = ANY($1)";
    let drops: Vec<String> = sqlx::query_scalar(sql).bind(views).fetch_all(&mut *tx).await?;
    sqlx::raw_sql(AssertSqlSafe(drops.join(";"))).execute(tx).await?;
    Ok(())
}

/// A privilege that somebody but the owner has on a view or a column of it.
#[derive(Debug, FromRow)]
pub(crate) struct Grant {
    view: String,
    column: Option<String>,
    statement: String,
}

/// The grants on views that are about to be dropped.
pub(crate) async fn grants(db: &mut PgConnection, views: &[Oid]) -> sqlx::Result<Vec<Grant>> {
    let sql = "WITH held AS ( \
            SELECT c.oid, c.relowner, NULL::name AS attname, c.relacl AS acl FROM pg_class c WHERE c.oid = ANY($1) \
            UNION ALL \
            SELECT c.oid, c.relowner, a.attname, a.attacl FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
            WHERE c.oid = ANY($1) AND a.attnum > 0 AND NOT a.attisdropped \
        ) \
        SELECT v.name AS view, h.attname::text AS column, \
            format('GRANT %s%s ON %s TO %s%s', x.privilege_type, ' (' || quote_ident(h.attname) || ')', v.name, \
                coalesce(quote_ident(r.rolname), 'PUBLIC'), CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' END) \
                AS statement \
        FROM held h CROSS JOIN LATERAL aclexplode(h.acl) x LEFT JOIN pg_roles r ON r.oid = x.grantee \
        CROSS JOIN LATERAL (SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c \
            JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = h.oid) v (name) \
        WHERE x.grantee <> h.relowner";
    sqlx::query_as(sql).bind(views).fetch_all(db).await
}

/// Gives the grants again, as far as their views and columns are there again.
pub(crate) async fn grant_again(tx: &mut PgConnection, grants: &[Grant]) -> sqlx::Result<()> {
    let there = "SELECT EXISTS (SELECT FROM pg_class c WHERE c.oid = to_regclass($1) AND ($2::text IS NULL OR EXISTS \
                 (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = $2 AND NOT a.attisdropped)))";
    for grant in grants {
        if sqlx::query_scalar(there).bind(&grant.view).bind(&grant.column).fetch_one(&mut *tx).await? {
            sqlx::raw_sql(AssertSqlSafe(grant.statement.clone())).execute(&mut *tx).await?;
        }
    }
    Ok(())
}
