//! One example: its folder, prepared as its page says, and what has to come out.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Person, fresh_id, root};
use haetae_proto::{common::v1::RiskLevel, dashboard::v1::ListReviewsRequest};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{process::Command, time::timeout};

/// Packages are fetched and compiled on a busy machine.
const LONGEST: Duration = Duration::from_secs(280);

/// A copy of an example's folder, so that nothing is left in the source tree.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn copy(language: &str) -> Result<Self> {
        let (from, to) = (root().join("docs/examples").join(language), TempDir::new()?);
        for entry in fs::read_dir(from)? {
            let path = entry?.path();
            if path.is_file() {
                fs::copy(&path, to.path().join(path.file_name().context("a file has a name")?))?;
            }
        }
        Ok(Self(to))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) async fn installed(program: &str) -> bool {
        Command::new(program).arg("--version").output().await.is_ok_and(|output| output.status.success())
    }

    /// One step of the preparation that the page describes.
    pub(crate) async fn prepare(&self, program: &str, args: &[&str]) -> Result<()> {
        let output = ended(self.command(program).args(args)).await?;
        ensure!(output.status.success(), "{program} {} failed:\n{}", args.join(" "), all(&output));
        Ok(())
    }

    /// A program of the folder, or one on PATH.
    fn command(&self, program: &str) -> Command {
        let own = self.path().join(program);
        let mut command = Command::new(if own.exists() { own } else { PathBuf::from(program) });
        command.current_dir(self.path()).kill_on_drop(true).stdin(Stdio::null());
        command
    }
}

/// How an example is run.
pub(crate) struct Example<'a> {
    folder: &'a Folder,
    program: String,
    args: Vec<String>,
    env: Vec<(&'static str, String)>,
}

impl<'a> Example<'a> {
    pub(crate) fn new(folder: &'a Folder, program: &str, args: &[&str]) -> Self {
        let args = args.iter().map(|&arg| arg.to_owned()).collect();
        Self { folder, program: program.to_owned(), args, env: Vec::new() }
    }

    pub(crate) fn env(mut self, name: &'static str, value: &str) -> Self {
        self.env.push((name, value.to_owned()));
        self
    }

    /// What every example promises, whatever its language.
    pub(crate) async fn holds(mut self) -> Result<()> {
        let world = crate::world().await?;
        let person = Person::requester("platform-ci", "commerce");
        let token = self.folder.path().join("token");
        fs::write(&token, world.identity.token(&person)?)?;
        self.env.push(("HAETAE_TOKEN_FILE", token.display().to_string()));
        self.env.push(("HAETAE_INTAKE_ENDPOINT", world.platform.url(Service::Intake)));
        self.env.push(("HAETAE_DASHBOARD_ENDPOINT", world.platform.url(Service::Dashboard)));

        let (request, key) = (root().join("docs/examples/request.json"), fresh_id());
        let first = self.requested(&request, &key.to_string()).await?;
        let id = first["review_id"].as_str().context("no review id")?.to_owned();
        let again = self.requested(&request, &key.to_string()).await?;
        ensure!(first == again, "the same key is the same review: {first} and {again}");

        let filter = format!("review_id = \"{id}\"");
        let list = ListReviewsRequest { filter, ..Default::default() };
        let listed = world.caller(&person)?.dashboard().list_reviews(list).await?.into_inner();
        let row = listed.reviews.first().context("the review is in no list")?;
        let shown = json!({
            "review_id": id,
            "level": row.level().as_str_name(),
            "score": row.score,
            "checkpoints": row.tally.as_ref().map_or(0, |tally| tally.total),
        });
        ensure!(first == shown && row.level() != RiskLevel::Unspecified, "{first} is not what the list shows: {shown}");
        self.faults_are_explained().await?;
        self.what_is_missing_is_named(&token).await
    }

    /// A faulty request is refused with its reason and with every faulty field, in words.
    async fn faults_are_explained(&self) -> Result<()> {
        let faulty = self.folder.path().join("faulty.json");
        fs::write(&faulty, r#"{"title": "", "profile": {"exposure": "EXPOSURE_INTERNET"}}"#)?;
        let output = self.run(&faulty, &fresh_id().to_string()).await?;
        let said = all(&output);
        ensure!(!output.status.success() && output.stdout.is_empty(), "a faulty request succeeded: {said}");
        let explained =
            said.contains("INVALID_FIELD: ") && said.contains("  title: ") && said.contains("  profile.impact: ");
        ensure!(explained, "the faults are not explained: {said}");
        Ok(())
    }

    /// What the program lacks, or does not know, is named in words: no trace of its insides.
    async fn what_is_missing_is_named(&self, token: &Path) -> Result<()> {
        let (request, key) = (root().join("docs/examples/request.json"), fresh_id().to_string());
        let word = self.folder.path().join("word.json");
        fs::write(&word, r#"{"title": "a", "profile": {"exposure": "EXPOSURE_MARS"}}"#)?;
        named("EXPOSURE_MARS", &self.run(&word, &key).await?)?;
        named("not-there.json", &self.run(Path::new("not-there.json"), &key).await?)?;
        named("usage: ", &ended(self.command().arg(&request)).await?)?;
        named(
            "HAETAE_TOKEN_FILE",
            &ended(self.command().arg(&request).arg(&key).env_remove("HAETAE_TOKEN_FILE")).await?,
        )?;
        fs::remove_file(token)?;
        named(&token.display().to_string(), &self.run(&request, &key).await?)
    }

    async fn requested(&self, request: &Path, key: &str) -> Result<Value> {
        let output = self.run(request, key).await?;
        ensure!(output.status.success(), "{} failed:\n{}", self.program, all(&output));
        serde_json::from_slice(&output.stdout).with_context(|| all(&output))
    }

    async fn run(&self, request: &Path, key: &str) -> Result<Output> {
        ended(self.command().arg(request).arg(key)).await
    }

    fn command(&self) -> Command {
        let mut command = self.folder.command(&self.program);
        command.args(&self.args).envs(self.env.iter().map(|(name, value)| (name, value))).env("RUST_BACKTRACE", "1");
        command
    }
}

/// A program that failed says this, and nothing of its insides.
fn named(what: &str, output: &Output) -> Result<()> {
    let said = all(output);
    ensure!(!output.status.success() && said.contains(what), "{what} is not named: {said}");
    for inside in ["Traceback", "backtrace", "undefined", "    at "] {
        ensure!(!said.contains(inside), "{inside}: {said}");
    }
    Ok(())
}

async fn ended(command: &mut Command) -> Result<Output> {
    timeout(LONGEST, command.output()).await.context("the program does not end")?.context("the program does not start")
}

fn all(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
