//! Addresses of the demo, and commands to explore it.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context as _, Result};
use haetae_devstack::{Console, Platform, Service, Stack};
use haetae_service_kit::issuer::Holder;
use serde::Serialize;

use crate::identity::{self, Identity, PROFILES};

/// Addresses of the demo, and commands to explore it.
#[derive(Debug, Serialize)]
pub(crate) struct Endpoints {
    /// The address to open in a browser.
    pub(crate) console: String,
    pub(crate) servers: Vec<Server>,
    /// Bearer token of a reviewer, who sees every review.
    pub(crate) token: String,
    /// The settings file of the command line, and the program.
    pub(crate) config: String,
    pub(crate) haetae: String,
    /// Everyone a newcomer can act as.
    pub(crate) profiles: Vec<CliProfile>,
    /// Lists reviews with the command line.
    pub(crate) cli: String,
    /// Calls an API without any other tool.
    pub(crate) call: String,
    /// Calls an API with grpcurl.
    pub(crate) grpcurl: String,
    /// Asks the read models.
    pub(crate) psql: String,
    /// The directory with every log.
    pub(crate) logs: String,
}

/// One listening process.
#[derive(Debug, Serialize)]
pub(crate) struct Server {
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) pid: Option<u32>,
}

/// A profile for `haetae --as`.
#[derive(Debug, Serialize)]
pub(crate) struct CliProfile {
    pub(crate) profile: &'static str,
    pub(crate) roles: Vec<&'static str>,
    pub(crate) team: Option<&'static str>,
    pub(crate) token_file: String,
}

/// The programs that command lines name.
pub(crate) struct Programs<'a> {
    pub(crate) haetae: &'a Path,
    pub(crate) psql: Option<&'a Path>,
}

impl Endpoints {
    /// `issuer` is where people sign in. Also writes a token for everyone into files of the stack, for command lines that fit one line.
    pub(crate) fn collect(
        stack: &Stack,
        platform: &Platform,
        console: &Console,
        programs: &Programs<'_>,
        identity: &Identity,
        issuer: &str,
    ) -> Result<Self> {
        let token = identity.reviewer()?;
        let profiles = profiles(identity, stack.dir.path())?;
        let settings = settings(platform, &profiles, issuer, &stack.dir.path().join("haetae.toml"))?;
        let token_file = stack.dir.path().join("reviewer.token");
        let token_file = token_file.display();
        let service = |service: Service| Server {
            name: service.to_string(),
            address: platform.address(service).to_string(),
            pid: platform.pid(service),
        };
        let mut servers: Vec<Server> = Service::ALL.into_iter().map(service).collect();
        servers.push(Server { name: "console".into(), address: console.address().to_string(), pid: console.pid() });
        servers.push(Server { name: "nats".into(), address: stack.nats.url().to_owned(), pid: stack.nats.pid() });
        let database = platform.database_url().to_owned();
        servers.push(Server { name: "postgres".into(), address: database.clone(), pid: stack.postgres.pid() });
        let dashboard = platform.address(Service::Dashboard);
        let method = "haetae.dashboard.v1.DashboardService/ListReviews";
        let body = r#"'{"filter": "level = CRITICAL", "pageSize": 5}'"#;
        let psql = programs.psql.map_or_else(|| "psql".to_owned(), |psql| psql.display().to_string());
        Ok(Self {
            console: console.url(),
            servers,
            token,
            cli: format!("{} --config {settings} review list --level critical", programs.haetae.display()),
            config: settings,
            haetae: programs.haetae.display().to_string(),
            profiles,
            call: format!("cargo xtask call http://{dashboard} {method} {body} --token-file {token_file}"),
            grpcurl: format!(
                "grpcurl -plaintext -H \"authorization: Bearer $(cat {token_file})\" -d {body} {dashboard} {method}"
            ),
            psql: format!(
                "{psql} '{database}' -c 'SELECT level, status, count(*) FROM board.reviews GROUP BY 1, 2 ORDER BY 1, 2'"
            ),
            logs: stack.dir.path().display().to_string(),
        })
    }
}

/// Writes everyone's token.
fn profiles(identity: &Identity, dir: &Path) -> Result<Vec<CliProfile>> {
    let profile = |(profile, holder): &(&'static str, Holder<'static>)| {
        let file = dir.join(format!("{profile}.token"));
        identity::keep(&identity.token(holder)?, &file)?;
        let roles = holder.roles.iter().map(|role| role.name()).collect();
        Ok(CliProfile { profile, roles, team: holder.team, token_file: file.display().to_string() })
    };
    PROFILES.iter().map(profile).collect()
}

/// Writes the settings of the command line, with the reviewer as the default profile. Returns the file's path.
fn settings(platform: &Platform, profiles: &[CliProfile], issuer: &str, file: &Path) -> Result<String> {
    let mut settings = String::new();
    for service in Service::ALL {
        let _ = writeln!(settings, "{service} = \"{}\"", platform.url(service));
    }
    if let Some(reviewer) = profiles.iter().find(|known| known.profile == "reviewer") {
        let _ = writeln!(settings, "token_file = \"{}\"", reviewer.token_file);
    }
    let _ = writeln!(settings, "\n[login]\nissuer = \"{issuer}\"");
    for CliProfile { profile, token_file, .. } in profiles {
        let _ = writeln!(settings, "\n[profiles.{profile}]\ntoken_file = \"{token_file}\"");
    }
    let shown = file.display().to_string();
    fs::write(file, settings).with_context(|| shown.clone())?;
    Ok(shown)
}
