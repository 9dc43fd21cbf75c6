//! Foreign objects that depend on a projection's views: found before a view is dropped, and their grants preserved.

use sqlx::{AssertSqlSafe, FromRow, PgConnection, postgres::types::Oid};

/// Everything that depends on the relations `$1`, directly or indirectly; a part of a relation by its number. A
/// view's rewrite rule counts as the view; other rules are objects of their own.
const REACHED: &str = "WITH RECURSIVE reached (classid, objid, objsubid) AS ( \
        SELECT 'pg_class'::regclass::oid, unnest($1::oid[]), 0 \
        UNION \
        SELECT next.classid, next.objid, next.objsubid FROM reached r \
        JOIN pg_depend d ON d.refclassid = r.classid AND d.refobjid = r.objid AND d.deptype IN ('n', 'a', 'i') \
            AND (r.objsubid = 0 OR d.refobjsubid = r.objsubid) \
        LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid AND w.rulename = '_RETURN' \
        CROSS JOIN LATERAL (SELECT CASE WHEN w.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass::oid END, \
            coalesce(w.ev_class, d.objid), CASE WHEN w.oid IS NULL THEN d.objsubid ELSE 0 END \
        ) AS next (classid, objid, objsubid) \
    ) ";

/// All relations of a schema.
pub(crate) async fn all_of(db: &mut PgConnection, schema: &str) -> sqlx::Result<Vec<Oid>> {
    let sql = "SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace($1)";
    sqlx::query_scalar(sql).bind(schema).fetch_all(db).await
}

/// The objects outside some relations that depend on them, by kind and name, in order: they would be dropped as well.
/// Parts of objects that are dropped as a whole are left out, such as the index of a materialised view.
pub(crate) async fn of(db: &mut PgConnection, relations: &[Oid]) -> sqlx::Result<Vec<String>> {
    let sql = format!(
        "{REACHED} SELECT DISTINCT format('%s %s', o.type, o.identity) FROM reached r \
         CROSS JOIN LATERAL pg_identify_object(r.classid, r.objid, r.objsubid) o \
         WHERE NOT (r.classid = 'pg_class'::regclass AND r.objid = ANY ($1)) AND NOT EXISTS ( \
             SELECT FROM pg_depend d \
             JOIN reached w ON w.classid = d.refclassid AND w.objid = d.refobjid AND w.objsubid IN (0, d.refobjsubid) \
             LEFT JOIN pg_class c ON w.classid = 'pg_class'::regclass AND c.oid = w.objid \
             WHERE d.classid = r.classid AND d.objid = r.objid AND d.objsubid = r.objsubid AND (d.deptype = 'i' \
                 OR d.deptype = 'a' AND w.objsubid = 0 AND NOT (c.relkind = 'v' AND c.oid = ANY ($1))) \
         ) ORDER BY 1"
    );
    sqlx::query_scalar(AssertSqlSafe(sql)).bind(relations).fetch_all(db).await
}

/// Relations by kind and name.
pub(crate) async fn described(db: &mut PgConnection, relations: &[Oid]) -> sqlx::Result<Vec<String>> {
    let sql = "SELECT format('%s %s', o.type, o.identity) FROM unnest($1::oid[]) AS r (oid) \
               CROSS JOIN LATERAL pg_identify_object('pg_class'::regclass, r.oid, 0) o ORDER BY 1";
    sqlx::query_scalar(sql).bind(relations).fetch_all(db).await
}

/// Drops views, with everything that depends on them.
pub(crate) async fn drop_views(tx: &mut PgConnection, views: &[Oid]) -> sqlx::Result<()> {
    let sql = "SELECT format('DROP VIEW IF EXISTS %s CASCADE', oid::regclass) FROM pg_class WHERE oid = ANY($1)";
    let drops: Vec<String> = sqlx::query_scalar(sql).bind(views).fetch_all(&mut *tx).await?;
    sqlx::raw_sql(AssertSqlSafe(drops.join(";"))).execute(tx).await?;
    Ok(())
}

/// A privilege on a view or a column of it that a role other than the owner has.
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

/// Revokes what default privileges granted on a view that was just created.
pub(crate) async fn strip(tx: &mut PgConnection, view: &str) -> sqlx::Result<()> {
    let sql = "SELECT DISTINCT format('REVOKE ALL ON %s FROM %s', $1, coalesce(quote_ident(r.rolname), 'PUBLIC')) \
               FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) x LEFT JOIN pg_roles r ON r.oid = x.grantee \
               WHERE c.oid = to_regclass($1) AND x.grantee <> c.relowner";
    let revokes: Vec<String> = sqlx::query_scalar(sql).bind(view).fetch_all(&mut *tx).await?;
    sqlx::raw_sql(AssertSqlSafe(revokes.join(";"))).execute(tx).await?;
    Ok(())
}

/// Restores the grants on those views and columns that exist again.
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
