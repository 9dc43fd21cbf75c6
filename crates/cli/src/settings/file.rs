//! The file of settings.

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    files::{self, Checked, Fault, Faults, Tree},
    output::Output,
    words::Lang,
};

/// The content of the settings file; everything is optional.
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
    /// Overrides for the people or installations that `--as` selects.
    #[serde(default)]
    pub(super) profiles: BTreeMap<String, Profile>,
}

/// The settings of one profile; the rest comes from the file.
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

/// The settings of `haetae login`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    pub(super) issuer: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) scope: Option<String>,
    /// The resource of tokens (RFC 8707).
    pub(super) resource: Option<String>,
}

impl SettingsFile {
    /// The named file, or the usual one if there is one; and where it is or would be.
    ///
    /// # Errors
    /// All faults of the file.
    pub(super) fn read(named: Option<&Path>) -> Result<(Self, Option<PathBuf>), Vec<Fault>> {
        if let Some(file) = named {
            return Ok((files::read_whole(file)?, Some(file.to_owned())));
        }
        match usual() {
            Some(file) if file.exists() => Ok((files::read_whole(&file)?, Some(file))),
            place => Ok((Self::default(), place)),
        }
    }
}

impl Checked for SettingsFile {
    fn check(tree: &Tree, faults: &mut Faults) {
        let own = ["intake", "risk", "checkpoint", "dashboard", "plaintext", "profiles"];
        let optional = [&own[..], &OF_PROFILES].concat();
        faults.fields(tree, (&[], &optional), |faults, name, value| match name {
            "plaintext" => faults.flag(value),
            "profiles" => faults.each(value, |faults, profile| {
                faults.fields(profile, (&[], &OF_PROFILES), of_profile);
            }),
            _ => of_profile(faults, name, value),
        });
    }
}

/// Keys that both a profile and the file may set.
const OF_PROFILES: [&str; 5] = ["endpoint", "token_file", "lang", "output", "login"];

fn of_profile(faults: &mut Faults, name: &str, value: &Tree) {
    match name {
        "lang" => faults.one_of(value, &["ko", "en"]),
        "output" => faults.one_of(value, &["table", "json", "yaml"]),
        "login" => faults.fields(value, (&[], &["issuer", "client_id", "scope", "resource"]), |faults, _, value| {
            faults.text(value);
        }),
        _ => faults.text(value),
    }
}

fn usual() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
    Some(folder.join("haetae/cli.toml"))
}
