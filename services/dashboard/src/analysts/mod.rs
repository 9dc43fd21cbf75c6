//! The roles of analysts and their privileges.

mod audiences;
mod comments;
mod words;

use sqlx::PgConnection;

use crate::projections;

pub(crate) use audiences::AUDIENCES;
pub(crate) use comments::with_comments;
pub(crate) use words::words;

/// Revokes functions that can block other sessions from PUBLIC, where the connected role is allowed to. The server
/// warns of each function that it cannot revoke; these are reported together, as one statement.
const REVOKE: &str = concat!(
    "DO $do$ DECLARE f record; BEGIN PERFORM set_config('client_min_messages', 'error', true); FOR f IN SELECT full_name FROM (",
    include_str!("functions.sql"),
    ") AS functions WHERE has_function_privilege('public', oid, 'EXECUTE') LOOP EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f.full_name); END LOOP; \
     EXCEPTION WHEN insufficient_privilege THEN NULL; END $do$",
);

/// The privileges that an administrator still has to grant or revoke.
const MISSING: &str = concat!(
    "WITH functions AS (SELECT full_name FROM (",
    include_str!("functions.sql"),
    ") AS functions WHERE has_function_privilege('public', oid, 'EXECUTE'))",
    include_str!("missing.sql")
);

/// Differences from the privileges that the platform grants.
const DIFFERING: &str =
    concat!("WITH functions AS (", include_str!("functions.sql"), ")", include_str!("differing.sql"));

/// Result of a migration: the analysts' privileges that need attention, as statements for a database administrator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Statements that the dashboard's role is not allowed to run, in the order in which to run them.
    pub missing: Vec<String>,
    /// Privileges that were revoked from the roles, or granted in addition to the platform's: each statement would
    /// revert one of these. A migration leaves them unchanged.
    pub differing: Vec<String>,
    /// The locale of the database, if it differs from the one required by deploy/README.md.
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
            tracing::warn!(statement, "a database administrator must run this statement in the dashboard's database");
        }
        for statement in &self.differing {
            tracing::warn!(
                statement,
                "the rights of analysts differ: this would undo it, run it unless it is meant so"
            );
        }
    }
}

/// Creates the roles and grants privileges that they have never received, as far as the connected role is allowed to.
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

/// Differences from the privileges that the platform grants, once the roles exist.
async fn differing(db: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    let (schemas, roles): (Vec<_>, Vec<_>) = AUDIENCES.iter().map(|audience| (audience.schema, audience.role)).unzip();
    let query = sqlx::query_scalar(DIFFERING);
    query.bind(schemas).bind(roles).bind(projections::names()).fetch_all(db).await
}
