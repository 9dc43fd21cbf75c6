//! The shipped catalogues: one folder each, whose files together are one document.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use haetae_domain::{
    catalog::{Catalog, Control, Rule, Solution, Threat},
    text::Text,
};
use serde::{Deserialize, de::DeserializeOwned};

/// `catalog.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogFile {
    id: String,
    title: Text,
    source: Text,
}

/// Any other file of the folder.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogPart {
    #[serde(default)]
    controls: Vec<Control>,
    #[serde(default)]
    rules: Vec<Rule>,
    #[serde(default)]
    threats: Vec<Threat>,
    #[serde(default)]
    solutions: Vec<Solution>,
}

/// Reads and checks every catalogue in `dir`, in the order of their folders' names.
///
/// # Errors
/// When one cannot be read, or with every fault it has.
pub fn load_catalogs(dir: &Path) -> anyhow::Result<Vec<Catalog>> {
    let folders = entries(dir)?.into_iter().filter(|path| path.is_dir());
    let catalogs = folders.map(|folder| load_catalog(&folder)).collect::<anyhow::Result<Vec<_>>>()?;
    ensure!(!catalogs.is_empty(), "there is no catalogue in {}", dir.display());
    Ok(catalogs)
}

fn load_catalog(folder: &Path) -> anyhow::Result<Catalog> {
    let CatalogFile { id, title, source } = read(&folder.join("catalog.toml"))?;
    let mut catalog =
        Catalog { id, title, source, controls: vec![], rules: vec![], threats: vec![], solutions: vec![] };
    for path in entries(folder)? {
        if path.extension().is_some_and(|e| e == "toml") && !path.ends_with("catalog.toml") {
            let part: CatalogPart = read(&path)?;
            catalog.controls.extend(part.controls);
            catalog.rules.extend(part.rules);
            catalog.threats.extend(part.threats);
            catalog.solutions.extend(part.solutions);
        }
    }
    let faults: Vec<String> = catalog.faults().iter().map(ToString::to_string).collect();
    ensure!(faults.is_empty(), "{} has faults: {}", folder.display(), faults.join("; "));
    Ok(catalog)
}

/// The entries of a folder, sorted by name so that every start reads the same document.
fn entries(dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let list = std::fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
    let mut paths = list.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is not part of a catalogue", path.display()))
}

#[cfg(test)]
mod tests;
