//! The identity provider, and a person with a browser: both run in Node.js, in a folder of their own.

use std::{fs, path::Path, process::Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

/// Access tokens hold for so many seconds: less than the tool lets one run down before it renews it.
const HOLDS: &str = "50";

const FILES: [(&str, &str); 5] = [
    (".npmrc", include_str!(".npmrc")),
    ("package.json", include_str!("package.json")),
    ("package-lock.json", include_str!("package-lock.json")),
    ("provider.mjs", include_str!("provider.mjs")),
    ("browser.mjs", include_str!("browser.mjs")),
];

/// A provider that runs. It ends when this is dropped.
pub(crate) struct Provider {
    folder: TempDir,
    _process: Child,
    /// Kept open: the provider dies of a notice that it cannot write.
    _notices: Lines<BufReader<ChildStdout>>,
    pub(crate) issuer: String,
    /// Its public keys.
    pub(crate) keys: Vec<Value>,
}

impl Provider {
    /// None on a machine without Node.js.
    pub(crate) async fn start() -> Result<Option<Self>> {
        if Command::new("npm").arg("--version").output().await.is_err() && std::env::var_os("CI").is_none() {
            eprintln!("SKIPPED: the identity provider of this test needs Node.js with npm, and this machine has none");
            return Ok(None);
        }
        let folder = TempDir::new()?;
        for (name, content) in FILES {
            fs::write(folder.path().join(name), content)?;
        }
        done("npm", &["ci", "--no-audit", "--no-fund"], folder.path()).await?;
        let mut command = node(folder.path(), &["provider.mjs", "haetae", HOLDS]);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut lines = BufReader::new(process.stdout.take().context("no output")?).lines();
        let issuer = lines.next_line().await?.context("the provider does not start")?;
        let mut keys: Value = serde_json::from_str(&lines.next_line().await?.context("no keys")?)?;
        let Value::Array(keys) = keys["keys"].take() else { anyhow::bail!("no keys") };
        Ok(Some(Self { folder, _process: process, _notices: lines, issuer, keys }))
    }

    /// Opens the page and confirms the code there as this account.
    pub(crate) async fn confirm(&self, page: &str, account: &str) -> Result<()> {
        done("node", &["browser.mjs", page, account], self.folder.path()).await
    }
}

async fn done(program: &str, args: &[&str], folder: &Path) -> Result<()> {
    let output = Command::new(program).args(args).current_dir(folder).kill_on_drop(true).output().await?;
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "{program} {} failed: {said}", args.join(" "));
    Ok(())
}

fn node(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("node");
    command.args(args).current_dir(folder).kill_on_drop(true).stdin(Stdio::null());
    command
}
