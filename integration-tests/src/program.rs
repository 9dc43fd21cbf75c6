//! A service's program run by hand: subcommands, and starts that are refused.

use std::{process::Stdio, time::Duration};

use anyhow::{Context as _, Result};
use haetae_devstack::{ROOM_FOR_EVIDENCE, ROOM_FOR_LOG, Service, owners_configuration};
use tokio::{process::Command, time::timeout};

use crate::{World, bin_dir, root};

/// No run by hand takes longer.
const LONGEST: Duration = Duration::from_secs(90);

/// A program with the configuration of a service.
#[derive(Debug)]
pub struct Program(Command);

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; none after a signal.
    pub code: Option<i32>,
    /// What it wrote on standard output: a service's log, a tool's answer.
    pub log: String,
    /// What it wrote on standard error.
    pub errors: String,
}

impl From<Command> for Program {
    fn from(command: Command) -> Self {
        Self(command)
    }
}

impl Program {
    /// The program of a service, configured as the platform's own instance.
    ///
    /// # Errors
    /// When it is not there.
    pub fn of(service: Service, world: &World) -> Result<Self> {
        let mut command = Command::new(bin_dir()?.join(service.binary()));
        command.kill_on_drop(true).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // In the terminal that the demo's line was pasted into, they are the demo's.
        for name in owners_configuration() {
            command.env_remove(name);
        }
        let program = Self(command)
            .env("HAETAE__NATS__URL", world.stack.nats.url())
            .env("HAETAE__NATS__MAX_BYTES", &ROOM_FOR_LOG.to_string())
            .env("HAETAE__PROOF__PUBLIC_KEY", world.platform.public_key())
            .env("HAETAE__AUTH__ISSUER", world.identity.name())
            .env("HAETAE__AUTH__AUDIENCE", world.identity.audience())
            .env("HAETAE__TOKENS__KEY_FILE", &world.platform.token_keys().to_string_lossy())
            .env("HAETAE__AUTH__JWKS_FILE", &world.stack.dir.path().join("jwks.json").to_string_lossy());
        let content = root().join(format!("services/{service}/content"));
        let content = content.to_string_lossy();
        Ok(match service {
            Service::Intake | Service::Risk => program.env("HAETAE__CONTENT__DIR", &content),
            Service::Checkpoint => program
                .env("HAETAE__CONTENT__DIR", &content)
                .env("HAETAE__EVIDENCE__MAX_BYTES", &ROOM_FOR_EVIDENCE.to_string()),
            Service::Dashboard => program.env("HAETAE__DATABASE__URL", world.platform.database_url()),
        })
    }

    /// Tells it something else.
    #[must_use]
    pub fn env(mut self, key: &str, value: &str) -> Self {
        self.0.env(key, value);
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args(mut self, args: &[&str]) -> Self {
        self.0.args(args);
        self
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// When it cannot be started or does not end; it is killed then.
    pub async fn run(mut self) -> Result<Ended> {
        let running = self.0.spawn()?.wait_with_output();
        let output = timeout(LONGEST, running).await.context("the program does not end")??;
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        Ok(Ended { code: output.status.code(), log: text(&output.stdout), errors: text(&output.stderr) })
    }
}
