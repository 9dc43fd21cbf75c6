//! The roles of analysts and their rights.

mod words;

use sqlx::PgConnection;

#[cfg(test)]
pub(crate) use words::FINDING_EVENTS;
pub(crate) use words::words;

/// The schemas of their views; the second one has personal data.
pub(crate) const SCHEMAS: &[&str] = &["analytics", "analytics_people"];

/// Makes the roles and gives them their rights, as far as the connected role may. Returns the statements that only an
/// administrator of the database may run, in order; none when nothing is missing.
pub(crate) async fn establish(db: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    sqlx::raw_sql(include_str!("establish.sql")).execute(&mut *db).await?;
    sqlx::raw_sql(include_str!("grant.sql")).execute(&mut *db).await?;
    let missing: Vec<(i32, String)> = sqlx::query_as(include_str!("missing.sql")).fetch_all(db).await?;
    Ok(missing.into_iter().map(|(_, statement)| statement).collect())
}
