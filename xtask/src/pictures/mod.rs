//! `cargo xtask pictures`: the pictures of pages in docs/img, taken of the demo's console.

use anyhow::{Context as _, Result};
use haetae_cli::{progress::Progress, words::Lang};
use haetae_devstack::Chromium;

use crate::{demo, workspace};

/// Packages and scripts that the browser tests use too.
macro_rules! shared {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../integration-tests/tests/browser/", $name)))
    };
}

const PROGRAMS: [(&str, &str); 5] = [
    shared!(".npmrc"),
    shared!("package.json"),
    shared!("package-lock.json"),
    shared!("person.mjs"),
    ("pictures.mjs", include_str!("pictures.mjs")),
];

/// Takes them.
pub(crate) async fn run() -> Result<()> {
    let progress = Progress::new();
    progress.step("installing what drives the browser");
    let chromium = Chromium::with_programs(&PROGRAMS).await?;
    let (running, answers) = demo::bring_up(&progress, Lang::Ko).await?;
    let folder = workspace::root().join("docs/img");
    let number = answers.number().context("the review that is shown is in no list")?;
    progress.step("taking the pictures");
    let (url, folder) = (running.entrance.console.url(), folder.display().to_string());
    progress.result(chromium.play("pictures.mjs", &[&url, &folder, number]).await?.trim_end());
    running.stop().await
}
