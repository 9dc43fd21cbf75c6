//! The secrets that operators make, as a page tells them to: what a page does not tell, does not exist.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context as _, Result};

use super::manifest::{Object, Rendering, list, text};

/// The page with the commands that make the secrets.
pub(super) const PAGE: &str = "docs/operations.md";

/// Names of secrets, each with its keys.
#[derive(Debug, Clone, Default)]
pub(super) struct Made(BTreeMap<String, BTreeSet<String>>);

impl Made {
    /// Reads the commands of a page.
    pub(super) fn from_page(page: &Path) -> Result<Self> {
        let text = fs::read_to_string(page).with_context(|| format!("{} cannot be read", page.display()))?;
        Ok(Self::from_commands(&text.replace("\\\n", " ")))
    }

    /// Reads `kubectl … create secret generic NAME --from-file=KEY=FILE`, one command a line.
    pub(super) fn from_commands(text: &str) -> Self {
        let mut made = Self::default();
        for line in text.lines() {
            let Some((_, command)) = line.split_once("create secret generic ") else { continue };
            let mut words = command.split_whitespace();
            let Some(name) = words.next() else { continue };
            let files = words.filter_map(|word| word.strip_prefix("--from-file=")?.split_once('='));
            made.add(name, files.map(|(key, _)| key.to_owned()));
        }
        made
    }

    /// Adds what objects of the rendering make: external secrets and databases.
    pub(super) fn and_by(mut self, rendering: &Rendering) -> Self {
        for object in rendering.of_kind("ExternalSecret") {
            let keys = list(&object.0, "/spec/data").iter().map(|one| text(one, "/secretKey").to_owned());
            self.add(text(&object.0, "/spec/target/name"), keys);
        }
        for object in rendering.of_kind("Cluster").filter(|object| is_database(object)) {
            // The operator makes it for the owner of the database.
            self.add(&format!("{}-app", object.name()), ["uri", "username", "password"].map(str::to_owned).into_iter());
            self.add(&format!("{}-ca", object.name()), ["ca.crt".to_owned()].into_iter());
        }
        self
    }

    /// The keys of a secret, if it is made.
    pub(super) fn keys(&self, name: &str) -> Option<&BTreeSet<String>> {
        self.0.get(name)
    }

    fn add(&mut self, name: &str, keys: impl Iterator<Item = String>) {
        self.0.entry(name.to_owned()).or_default().extend(keys);
    }
}

fn is_database(object: &Object) -> bool {
    text(&object.0, "/apiVersion").starts_with("postgresql.cnpg.io/")
}
