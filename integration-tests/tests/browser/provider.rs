//! An OpenID Connect provider that is certified and not ours (oidc-provider of npm), as a process.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Chromium, Console};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout},
    time::timeout,
};

/// What the access tokens are for: the services by the name of their resource.
pub(crate) const RESOURCE: &str = "https://haetae.example";

/// The provider. It ends with this value.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    /// The keys of its tokens.
    pub(crate) jwks: Value,
    said: Lines<BufReader<ChildStdout>>,
    told: ChildStdin,
    _process: Child,
}

#[derive(Deserialize)]
struct Greeting {
    issuer: String,
    jwks: Value,
}

impl Provider {
    /// At an address of its own; it answers from [`Self::serve`] on. Its access tokens are for `audience` and hold for so many
    /// seconds.
    pub(crate) async fn choose(machine: &Chromium, audience: &str, lifetime: u32) -> Result<Self> {
        let mut process = machine.command("node", &["provider.mjs", RESOURCE, audience, &lifetime.to_string()]);
        let mut process = process.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let told = process.stdin.take().context("the provider has no input")?;
        let said = process.stdout.take().context("the provider has no output")?;
        let mut said = BufReader::new(said).lines();
        let line = timeout(Chromium::LONGEST, said.next_line()).await??.context("the provider ended")?;
        let Greeting { issuer, jwks } = serde_json::from_str(&line).context(line)?;
        Ok(Self { issuer, jwks, said, told, _process: process })
    }

    /// Serves people who sign in to this console.
    pub(crate) async fn serve(&mut self, console: &Console) -> Result<()> {
        let client = json!({
            "client": console.client_id(),
            "redirect": console.redirect_uri(),
            "signedOut": console.post_logout_redirect_uri(),
        });
        self.told.write_all(format!("{client}\n").as_bytes()).await?;
        let line = timeout(Chromium::LONGEST, self.said.next_line()).await??;
        ensure!(line.as_deref() == Some("ready"), "the provider said {line:?}");
        Ok(())
    }
}
