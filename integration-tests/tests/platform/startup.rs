//! A service that cannot do its job says so in one line and does not start.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use async_nats::jetstream::stream::Config;
use futures::future::try_join_all;
use haetae_devstack::Service;
use haetae_integration_tests::{Program, Setup, World, run};

/// No process listens there.
const NOBODY: &str = "nats://127.0.0.1:1";
/// Those that cannot do without the log; the dashboard goes on answering queries.
const WRITERS: [Service; 3] = [Service::Intake, Service::Risk, Service::Checkpoint];

#[test]
fn what_is_wrong_at_the_start_is_said_in_one_line() -> Result<()> {
    run(async {
        let world = World::start(Setup { services: vec![], ..Setup::default() }).await?;
        // No dashboard runs here, so no service waits for an archive.
        let of = |service| anyhow::Ok(Program::of(service, &world)?.env("HAETAE__NATS__REQUIRE_ARCHIVE", "false"));
        let missing = world.stack.dir.path().join("missing").to_string_lossy().into_owned();
        for service in Service::ALL {
            let unknown = of(service)?.env("HAETAE__SERVER__LISTEM", "127.0.0.1:0");
            refused(service, unknown, "server.listem").await?;
            refused(service, of(service)?.args(&["--config", &missing]), &missing).await?;
            refused(service, of(service)?.args(&["--port", "80"]), "usage").await?;
            refused(service, of(service)?.env("HAETAE__SERVER__DRAIN_MS", "soon"), "server.drain_ms").await?;
            refused(service, of(service)?.env("HAETAE__AUTH__JWKS_FILE", &missing), &missing).await?;
            refused(service, of(service)?.env("HAETAE__TOKENS__KEY_FILE", &missing), &missing).await?;
            refused(service, of(service)?.env("HAETAE__NATS__URL", "nats://u:hunter2@127.0.0.1:1"), "nats.url").await?;
            refused(service, of(service)?.env("HAETAE__SERVER__LISTEN", "192.0.2.1:1"), "192.0.2.1:1").await?;
            refused(service, of(service)?.env("HAETAE__NATS__URL", "http://127.0.0.1:1"), "nats.url").await?;
            refused(service, of(service)?.env("HAETAE__AUTH__ISSUER", ""), "auth.issuer").await?;
        }
        // Each tries for a while.
        let lonely = WRITERS.map(async |service| {
            refused(service, of(service)?.env("HAETAE__NATS__URL", NOBODY), "no event log server").await
        });
        try_join_all(lonely).await?;
        for service in [Service::Risk, Service::Checkpoint] {
            refused(service, of(service)?.env("HAETAE__CONTENT__DIR", &missing), &missing).await?;
        }
        let empty = world.stack.postgres.create_database("empty").await?;
        let unmigrated = of(Service::Dashboard)?.env("HAETAE__DATABASE__URL", &empty);
        refused(Service::Dashboard, unmigrated, "migrate").await?;
        let stranger = of(Service::Dashboard)?.env("HAETAE__DATABASE__URL", &with_password(&empty, "hunter2")?);
        refused(Service::Dashboard, stranger, "the database cannot be used").await?;
        for (variable, wrong, named) in [
            ("HAETAE__DATABASE__MAX_CONNECTIONS", "0", "database.max_connections"),
            ("HAETAE__STREAMS__MAX_OPEN", "0", "streams.max_open has to be at least 1"),
            ("HAETAE__STREAMS__MAX_OPEN_PER_CALLER", "0", "streams.max_open_per_caller has to be at least 1"),
            ("HAETAE__STREAMS__MAX_OPEN", "-1", "streams.max_open"),
            ("HAETAE__READS__MAX_PER_CALLER", "0", "reads.max_per_caller has to be at least 1"),
            ("HAETAE__WATCH__MAX_LIFETIME_MS", "999", "watch.max_lifetime_ms has to be at least 1000"),
            ("HAETAE__WATCH__MAX_LIFETIME_MS", "an hour", "watch.max_lifetime_ms"),
            ("HAETAE__WATCH__HEARTBEAT_MS", "0", "watch.heartbeat_ms has to be at least 100"),
        ] {
            refused(Service::Dashboard, of(Service::Dashboard)?.env(variable, wrong), named).await?;
        }
        refused(Service::Dashboard, of(Service::Dashboard)?.args(&["rebuild"]), "usage").await
    })
}

#[test]
fn a_service_says_how_it_is_called_and_what_it_is() -> Result<()> {
    run(async {
        let world = World::start(Setup { services: vec![], ..Setup::default() }).await?;
        for service in Service::ALL {
            for (asked, said) in [("--help", "--config"), ("--version", env!("CARGO_PKG_VERSION"))] {
                let ended = Program::of(service, &world)?.args(&[asked]).run().await?;
                let right = ended.code == Some(0) && ended.log.contains(said) && ended.errors.is_empty();
                ensure!(right, "{service} {asked}: {ended:?}");
            }
        }
        Ok(())
    })
}

#[test]
fn faulty_content_is_not_published() -> Result<()> {
    run(async {
        let world = World::start(Setup { services: vec![], ..Setup::default() }).await?;
        let dir = world.stack.dir.path().join("content");
        fs::create_dir(&dir)?;
        let shipped = haetae_integration_tests::root().join("services/risk/content/policy.toml");
        let policy = fs::read_to_string(shipped)?.replace("medium = 40", "medium = 60");
        fs::write(dir.join("policy.toml"), policy)?;
        let risk = Program::of(Service::Risk, &world)?.env("HAETAE__CONTENT__DIR", &dir.to_string_lossy());
        refused(Service::Risk, risk, "cut_offs").await?;
        assert!(world.log().await?.stream().await.is_err(), "nothing was written, not even the stream made");
        Ok(())
    })
}

#[test]
fn a_log_that_could_forget_is_refused() -> Result<()> {
    run(async {
        let world = World::start(Setup { services: vec![], ..Setup::default() }).await?;
        let forgetful = Config { name: "EVENTS".into(), subjects: vec!["ev.>".into()], ..Config::default() };
        world.log().await?.context().create_stream(forgetful).await?;
        for service in Service::ALL {
            refused(service, Program::of(service, &world)?, "deny_delete has to be true").await?;
        }
        Ok(())
    })
}

/// The URL with another password.
fn with_password(url: &str, password: &str) -> Result<String> {
    let (start, server) = url.split_once('@').context("a URL with a password")?;
    let (user, _) = start.rsplit_once(':').context("a URL with a password")?;
    Ok(format!("{user}:{password}@{server}"))
}

/// Exit code 1, and one line on standard error that names what is wrong and no secret.
async fn refused(service: Service, program: Program, named: &str) -> Result<()> {
    let ended = program.run().await.with_context(|| format!("{service} with a wrong {named}"))?;
    let line = ended.errors.trim_end();
    assert_eq!(ended.code, Some(1), "{service}: {line}");
    assert_eq!(line.lines().count(), 1, "{service}: {line}");
    assert!(line.contains(named), "{service} does not name {named}: {line}");
    for told in [line, ended.log.as_str()] {
        assert!(!told.contains("hunter2") && !told.contains("postgres:"), "{service} tells a secret: {told}");
    }
    Ok(())
}
