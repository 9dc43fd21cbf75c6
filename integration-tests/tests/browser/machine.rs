//! The programs that drive the browser.

use std::env;

use anyhow::Result;
use haetae_devstack::{Chromium, Error};

const FILES: [(&str, &str); 10] = [
    (".npmrc", include_str!(".npmrc")),
    ("package.json", include_str!("package.json")),
    ("package-lock.json", include_str!("package-lock.json")),
    ("person.mjs", include_str!("person.mjs")),
    ("pages.mjs", include_str!("pages.mjs")),
    ("provider.mjs", include_str!("provider.mjs")),
    ("words.mjs", include_str!("words.mjs")),
    ("story.mjs", include_str!("story.mjs")),
    ("watch.mjs", include_str!("watch.mjs")),
    ("hostile.mjs", include_str!("hostile.mjs")),
];

/// A machine that may have a browser.
pub(crate) struct Machine;

impl Machine {
    /// None on a machine without Chromium or Node.js, unless it is one that checks everything.
    pub(crate) async fn find() -> Result<Option<Chromium>> {
        match Chromium::with_programs(&FILES).await {
            Ok(chromium) => Ok(Some(chromium)),
            Err(Error::Missing(what)) if env::var_os("CI").is_none() => {
                eprintln!("SKIPPED: {what}");
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }
}
