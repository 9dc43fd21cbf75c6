//! Reads the configuration of one service.

use std::{env, ffi::OsString, io, path::PathBuf};

use config::{Config, Environment, File, FileFormat};
use haetae_domain::causes::with_causes;
use serde::de::DeserializeOwned;

/// Why the configuration of a service cannot be read. No variant contains a configured value.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The command line is not `--config PATH`.
    #[error("usage: {service} [--config PATH]; every key can also be set as HAETAE__SECTION__KEY")]
    Usage {
        /// The program.
        service: String,
    },
    /// The file is missing or is no TOML.
    #[error("{}: {problem}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The problem, without the content of the file.
        problem: String,
    },
    /// Keys that no part of the service reads.
    #[error("unknown configuration: {}", .0.join(", "))]
    UnknownKeys(Vec<String>),
    /// A value is missing or has the wrong type.
    #[error("configuration: {0}")]
    Invalid(String),
    /// A required key is missing.
    #[error("configuration: {0} is missing")]
    Missing(&'static str),
    /// A secret is given inline and as a file.
    #[error("{0} is given twice: inline and as {0}_file")]
    GivenTwice(&'static str),
    /// A secret's file cannot be read.
    #[error("{key}_file: cannot read {}: {source}", path.display())]
    SecretFile {
        /// The key of the secret.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

/// Reads the configuration of `service` from its command line and environment.
pub fn load<T: DeserializeOwned>(service: &str) -> Result<T, ConfigError> {
    load_file(file_argument(service, env::args_os().skip(1))?)
}

/// Reads the configuration of a service that parses its command line itself; without `file`, the file named by
/// `HAETAE_CONFIG`.
pub fn load_file<T: DeserializeOwned>(file: Option<PathBuf>) -> Result<T, ConfigError> {
    read(file.or_else(|| env::var_os("HAETAE_CONFIG").map(PathBuf::from)), environment())
}

fn environment() -> Environment {
    Environment::with_prefix("HAETAE").prefix_separator("__").separator("__")
}

fn file_argument(service: &str, mut args: impl Iterator<Item = OsString>) -> Result<Option<PathBuf>, ConfigError> {
    match (args.next(), args.next(), args.next()) {
        (None, ..) => Ok(None),
        (Some(flag), Some(path), None) if flag == "--config" => Ok(Some(path.into())),
        _ => Err(ConfigError::Usage { service: service.to_owned() }),
    }
}

fn read<T: DeserializeOwned>(path: Option<PathBuf>, environment: Environment) -> Result<T, ConfigError> {
    let mut builder = Config::builder();
    if let Some(path) = path {
        let text = std::fs::read_to_string(&path)
            .map_err(|error| ConfigError::File { path: path.clone(), problem: with_causes(&error) })?;
        builder = builder.add_source(File::from_str(&text, FileFormat::Toml));
    }
    let merged = builder.add_source(environment).build().map_err(|error| invalid(&error))?;
    let mut unknown = Vec::new();
    let value =
        serde_ignored::deserialize(merged, |key| unknown.push(key.to_string())).map_err(|error| invalid(&error))?;
    if unknown.is_empty() { Ok(value) } else { Err(ConfigError::UnknownKeys(unknown)) }
}

/// Names the invalid key and the expected value, but not the actual value.
fn invalid(error: &config::ConfigError) -> ConfigError {
    ConfigError::Invalid(problem(error))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, non-exhaustive enum; the last arm is safe for any text")]
fn problem(error: &config::ConfigError) -> String {
    use config::ConfigError as E;
    match error {
        E::At { error, key, .. } => located(key.as_deref(), &problem(error)),
        E::Type { expected, key, .. } => located(key.as_deref(), &format!("expected {expected}")),
        // The lines after the first quote the file.
        E::FileParse { cause, .. } => first_line(&cause.to_string()).to_owned(),
        other => {
            let text = other.to_string();
            match text.rsplit_once(", expected ") {
                Some((_, expected)) => format!("expected {expected}"),
                None => text,
            }
        }
    }
}

fn located(key: Option<&str>, problem: &str) -> String {
    key.map_or_else(|| problem.to_owned(), |key| format!("{key}: {problem}"))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
