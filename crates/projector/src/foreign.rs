//! Foreign relations that have the name of an analysts' view. The platform's role can neither replace them nor grant
//! privileges on them, and should not without consent. They are left unchanged, and everything else continues.

use haetae_event_log::{Alarm, alarm};
use sqlx::PgConnection;

use crate::{Projection, views::View};

/// Relations with the names `$1` that this session's role cannot replace as views, with their names.
const FOREIGN: &str = "SELECT n.name, format('%s %s of %I', o.type, o.identity, r.rolname) \
    FROM unnest($1::text[]) WITH ORDINALITY AS n (name, place) \
    JOIN pg_class c ON c.oid = to_regclass(n.name) JOIN pg_roles r ON r.oid = c.relowner \
    CROSS JOIN LATERAL pg_identify_object('pg_class'::regclass, c.oid, 0) o \
    WHERE c.relkind <> 'v' OR NOT pg_has_role(c.relowner, 'USAGE') ORDER BY n.place";

async fn of(db: &mut PgConnection, views: &[View]) -> sqlx::Result<Vec<(String, String)>> {
    let names: Vec<_> = views.iter().map(|view| view.name.as_str()).collect();
    sqlx::query_as(FOREIGN).bind(names).fetch_all(db).await
}

/// Removes the views whose names belong to foreign objects.
pub(crate) async fn without(db: &mut PgConnection, mut views: Vec<View>) -> sqlx::Result<Vec<View>> {
    let foreign = of(db, &views).await?;
    views.retain(|view| foreign.iter().all(|(name, _)| *name != view.name));
    Ok(views)
}

/// Raises an alarm that names the views left out.
pub(crate) async fn alarm<P: Projection>(db: &mut PgConnection, views: &[View]) -> sqlx::Result<Vec<String>> {
    let foreign: Vec<_> = of(db, views).await?.into_iter().map(|(_, object)| object).collect();
    if !foreign.is_empty() {
        alarm!(
            warn,
            Alarm::ForeignObjects,
            projection = P::NAME,
            objects = foreign.join("; "),
            "objects of others have names of views for analysts and stay as they are: drop or rename them, then rebuild"
        );
    }
    Ok(foreign)
}
