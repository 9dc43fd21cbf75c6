//! The roles of analysts and their rights.

mod words;

use sqlx::PgConnection;

pub(crate) use words::words;

/// The schemas of their views; the second one has personal data.
pub(crate) const SCHEMAS: &[&str] = &["analytics", "analytics_people"];

/// Takes the functions that hold up others from everybody, where the connected role may.
const REVOKE: &str = concat!(
    "DO $do$ DECLARE f record; BEGIN FOR f IN ",
    include_str!("functions.sql"),
    " LOOP EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f.full_name); END LOOP; \
     EXCEPTION WHEN insufficient_privilege THEN NULL; END $do$",
);

/// What is left for an administrator.
const MISSING: &str = concat!("WITH functions AS (", include_str!("functions.sql"), ")", include_str!("missing.sql"));

/// Makes the roles and gives them their rights, as far as the connected role may. Returns the statements that only an
/// administrator of the database may run, in order; none when nothing is missing.
pub(crate) async fn establish(db: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    for step in [include_str!("establish.sql"), REVOKE, include_str!("grant.sql")] {
        sqlx::raw_sql(step).execute(&mut *db).await?;
    }
    let missing: Vec<(i32, String)> = sqlx::query_as(MISSING).fetch_all(db).await?;
    Ok(missing.into_iter().map(|(_, statement)| statement).collect())
}
