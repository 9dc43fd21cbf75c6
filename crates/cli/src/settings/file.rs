//! The file of settings.

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    files::{self, Fault},
    output::Output,
    words::Lang,
};

/// What the file of settings says; all of it may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsFile {
    pub(super) endpoint: Option<String>,
    pub(super) intake: Option<String>,
    pub(super) risk: Option<String>,
    pub(super) checkpoint: Option<String>,
    pub(super) dashboard: Option<String>,
    #[serde(default)]
    pub(super) plaintext: bool,
    /// Taken as it is, from the folder the tool runs in.
    pub(super) token_file: Option<PathBuf>,
    pub(super) lang: Option<Lang>,
    pub(super) output: Option<Output>,
    #[serde(default)]
    pub(super) login: SignIn,
    /// What differs for the people or installations that `--as` names.
    #[serde(default)]
    pub(super) profiles: BTreeMap<String, Profile>,
}

/// What one profile sets; the rest is that of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    pub(super) endpoint: Option<String>,
    /// Taken as it is, from the folder the tool runs in.
    pub(super) token_file: Option<PathBuf>,
    pub(super) lang: Option<Lang>,
    pub(super) output: Option<Output>,
    #[serde(default)]
    pub(super) login: SignIn,
}

/// Where `haetae login` signs in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    pub(super) issuer: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) scope: Option<String>,
    /// Whom tokens are for (RFC 8707).
    pub(super) resource: Option<String>,
}

impl SettingsFile {
    /// The named file, or the usual one if there is one; and where it is or would be.
    pub(super) fn read(named: Option<&Path>) -> Result<(Self, Option<PathBuf>), Fault> {
        if let Some(file) = named {
            return Ok((files::read(file)?, Some(file.to_owned())));
        }
        match usual() {
            Some(file) if file.exists() => Ok((files::read(&file)?, Some(file))),
            place => Ok((Self::default(), place)),
        }
    }
}

fn usual() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
    Some(folder.join("haetae/cli.toml"))
}
