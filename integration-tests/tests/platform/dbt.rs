//! dbt builds tables of its own from the views of analysts, as the handbook says.

use std::{process::Output, time::Duration};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Python, Settings, install_packages};
use haetae_integration_tests::{World, eventually, judge, root, run, samples};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio::time::timeout;

const PASSWORD: &str = "of-this-test-only";
const BOUND: Duration = Duration::from_secs(300);

/// The recipe of docs/analytics.md: a login with a schema of its own, which the administrator's script makes, runs a
/// project of two models and its tests. It gets no further than any analyst.
#[test]
fn dbt_runs_and_tests_a_project_of_two_models() -> Result<()> {
    run(async {
        let requirements = include_str!("../../dbt/requirements.txt");
        let python = install_packages("dbt", requirements, &Settings::from_env()).await?;
        let world = World::shared().await?;
        let (kim, lee) = (world.requester("kim", "dbt-team")?, world.reviewer("lee")?);
        let id = kim.submit(samples::ordinary()).await?.id;
        lee.checkpoint().record_verdicts(judge(&lee.checklist(&id).await?, 5)).await?;

        let admin: PgConnectOptions = world.platform.database_url().parse()?;
        let mut db = PgConnection::connect_with(&admin).await?;
        let login = format!("dbt_{}", std::process::id());
        let mart = format!("mart_{}", std::process::id());
        admit(&mut db, &login, &mart).await?;
        let judged =
            format!("SELECT count(*) FILTER (WHERE judged) FROM analytics.checklist_items WHERE review_id = '{id}'");
        eventually("the verdicts in the views", async || {
            let judged: i64 = sqlx::query_scalar(AssertSqlSafe(judged.clone()))
                .fetch_one(&mut PgConnection::connect_with(&admin).await?)
                .await?;
            Ok((judged == 5).then_some(()))
        })
        .await?;

        let dbt = Dbt { python, admin: admin.clone(), login: login.clone(), mart: mart.clone() };
        for command in ["run", "test"] {
            let output = dbt.command(command).await?;
            let told = String::from_utf8_lossy(&output.stdout);
            ensure!(output.status.success(), "dbt {command}: {told}{}", String::from_utf8_lossy(&output.stderr));
        }
        let built = format!("SELECT judged FROM {mart}.progress WHERE review_id = '{id}' AND team = 'dbt-team'");
        let built: i64 = sqlx::query_scalar(AssertSqlSafe(built)).fetch_one(&mut db).await?;
        ensure!(built == 5, "{built}");
        let mut theirs = PgConnection::connect_with(&admin.username(&login).password(PASSWORD)).await?;
        for beyond in ["SELECT * FROM analytics_people.people", "SELECT * FROM board.reviews", "CREATE SCHEMA other"] {
            ensure!(sqlx::query(beyond).execute(&mut theirs).await.is_err(), "{beyond}");
        }
        Ok(())
    })
}

/// What an administrator does, by the script.
async fn admit(db: &mut PgConnection, login: &str, schema: &str) -> Result<()> {
    let settings = format!("SET haetae.login = '{login}'; SET haetae.schema = '{schema}'");
    sqlx::raw_sql(AssertSqlSafe(settings)).execute(&mut *db).await?;
    sqlx::raw_sql(include_str!("../../../deploy/database/analyst.sql")).execute(&mut *db).await?;
    sqlx::raw_sql(AssertSqlSafe(format!("ALTER ROLE {login} PASSWORD '{PASSWORD}'"))).execute(db).await?;
    Ok(())
}

struct Dbt {
    python: Python,
    admin: PgConnectOptions,
    login: String,
    mart: String,
}

impl Dbt {
    async fn command(&self, command: &str) -> Result<Output> {
        let project = root().join("integration-tests/dbt");
        let dir = tempfile::tempdir()?;
        let mut dbt = self.python.module("dbt.cli.main");
        dbt.arg(command).arg("--no-use-colors");
        let (target, logs) = (dir.path().join("target"), dir.path().join("logs"));
        let places =
            [("project-dir", &project), ("profiles-dir", &project), ("target-path", &target), ("log-path", &logs)];
        for (option, place) in places {
            dbt.arg(format!("--{option}")).arg(place);
        }
        dbt.env("DBT_HOST", self.admin.get_host()).env("DBT_PORT", self.admin.get_port().to_string());
        dbt.env("DBT_DATABASE", self.admin.get_database().context("no database")?);
        dbt.env("DBT_USER", &self.login).env("DBT_PASSWORD", PASSWORD).env("DBT_SCHEMA", &self.mart);
        dbt.env("HOME", dir.path());
        Ok(timeout(BOUND, dbt.output()).await.context("dbt does not end")??)
    }
}
