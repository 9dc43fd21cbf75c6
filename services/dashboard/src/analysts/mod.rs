//! The roles of analysts and their rights.

mod audiences;
mod words;

use sqlx::PgConnection;

use crate::projections;

pub(crate) use audiences::AUDIENCES;
pub(crate) use words::words;

/// Revokes functions that can block other sessions from PUBLIC, where the connected role may.
/// The server warns of each function of which it does not: they are told together, as a statement.
const REVOKE: &str = concat!(
    "DO $do$ DECLARE f record; BEGIN PERFORM set_config('client_min_messages', 'error', true); FOR f IN SELECT full_name FROM (",
    include_str!("functions.sql"),
    ") AS functions WHERE has_function_privilege('public', oid, 'EXECUTE') LOOP EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f.full_name); END LOOP; \
     EXCEPTION WHEN insufficient_privilege THEN NULL; END $do$",
);

/// What is left for an administrator.
const MISSING: &str = concat!(
    "WITH functions AS (SELECT full_name FROM (",
    include_str!("functions.sql"),
    ") AS functions WHERE has_function_privilege('public', oid, 'EXECUTE'))",
    include_str!("missing.sql")
);

/// What differs from the rights that the platform gives.
const DIFFERING: &str =
    concat!("WITH functions AS (", include_str!("functions.sql"), ")", include_str!("differing.sql"));

/// What a migration found, of the rights of analysts as statements for an administrator of the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// What the dashboard's role may not do itself, in the order in which to run it.
    pub missing: Vec<String>,
    /// Rights that were revoked from the roles or granted beside those of the platform: each statement would undo one of
    /// these. A migration leaves them as they are.
    pub differing: Vec<String>,
    /// The locale of the database, where it is another than the one that deploy/README.md asks for.
    pub locale: Option<String>,
}

impl Rights {
    /// Writes a warning for each into the log.
    pub(crate) fn tell(&self) {
        if let Some(locale) = &self.locale {
            tracing::warn!(
                locale,
                "the database has another locale than `builtin C.UTF-8`: lists may be ordered otherwise, and an update of \
                 the system's libraries can damage its indexes; create the database again with LOCALE_PROVIDER builtin"
            );
        }
        for statement in &self.missing {
            tracing::warn!(statement, "a database administrator has to run this in the dashboard's database");
        }
        for statement in &self.differing {
            tracing::warn!(
                statement,
                "the rights of analysts differ: this would undo it, run it unless it is meant so"
            );
        }
    }
}

/// Makes the roles and gives them what they were never given, as far as the connected role may.
pub(crate) async fn establish(db: &mut PgConnection) -> anyhow::Result<Rights> {
    for step in [include_str!("establish.sql"), REVOKE] {
        sqlx::raw_sql(step).execute(&mut *db).await?;
    }
    for projection in projections::ALL {
        projection.admit(&mut *db).await?;
    }
    let missing: Vec<(i32, String)> = sqlx::query_as(MISSING).fetch_all(&mut *db).await?;
    let missing = missing.into_iter().map(|(_, statement)| statement).collect();
    Ok(Rights { missing, differing: differing(db).await?, locale: None })
}

/// What differs from the rights that the platform gives, once the roles are there.
async fn differing(db: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    let (schemas, roles): (Vec<_>, Vec<_>) = AUDIENCES.iter().map(|audience| (audience.schema, audience.role)).unzip();
    let query = sqlx::query_scalar(DIFFERING);
    query.bind(schemas).bind(roles).bind(projections::names()).fetch_all(db).await
}
