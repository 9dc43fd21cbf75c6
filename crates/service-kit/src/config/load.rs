//! Reads the configuration of one service.

use std::{env, ffi::OsString, io, path::PathBuf};

use config::{Config, Environment, File, FileFormat};
use serde::de::DeserializeOwned;

/// Why a service cannot be configured. No variant holds a configured value.
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
        /// What is wrong with it, without its content.
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
    let path =
        file_argument(service, env::args_os().skip(1))?.or_else(|| env::var_os("HAETAE_CONFIG").map(PathBuf::from));
    read(path, environment())
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
            .map_err(|error| ConfigError::File { path: path.clone(), problem: error.to_string() })?;
        builder = builder.add_source(File::from_str(&text, FileFormat::Toml));
    }
    let merged = builder.add_source(environment).build().map_err(|error| invalid(&error))?;
    let mut unknown = Vec::new();
    let value =
        serde_ignored::deserialize(merged, |key| unknown.push(key.to_string())).map_err(|error| invalid(&error))?;
    if unknown.is_empty() { Ok(value) } else { Err(ConfigError::UnknownKeys(unknown)) }
}

/// Says which key is wrong and what was expected there, but not what was found.
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
mod tests {
    use std::collections::HashMap;

    use serde::Deserialize;

    use super::*;
    use crate::config::{AuthConfig, DatabaseConfig, ExposeSecret, NatsConfig, ServerConfig};

    #[derive(Debug, Deserialize)]
    struct Everything {
        #[serde(default)]
        server: ServerConfig,
        nats: NatsConfig,
        auth: AuthConfig,
        database: DatabaseConfig,
    }

    const FILE: &str = r#"
        [server]
        max_request_bytes = 1000
        [nats]
        url = "nats://127.0.0.1:4222"
        password = "hunter2"
        [auth]
        issuer = "i"
        audience = "a"
        jwks_file = "keys.json"
        [database]
        url = "postgres://u:hunter2@db/x"
    "#;

    fn load(file: &str, variables: &[(&str, &str)]) -> Result<Everything, ConfigError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("haetae.toml");
        std::fs::write(&path, file).unwrap();
        let pairs = variables.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        read(Some(path), environment().source(Some(pairs.collect::<HashMap<_, _>>())))
    }

    fn refusal(file: &str, variables: &[(&str, &str)]) -> String {
        let text = load(file, variables).unwrap_err().to_string();
        assert!(!text.contains("hunter2"), "{text}");
        text
    }

    #[test]
    fn the_environment_overrides_the_file_and_numbers_stay_text_where_text_is_wanted() {
        let variables = [
            ("HAETAE__SERVER__LISTEN", "127.0.0.1:7001"),
            ("HAETAE__NATS__REPLICAS", "3"),
            ("HAETAE__NATS__PASSWORD", "007"),
            ("HAETAE_CONFIG", "ignored here"),
        ];
        let config = load(FILE, &variables).unwrap();
        assert_eq!(config.server.listen.port(), 7001);
        assert_eq!(config.server.max_request_bytes, 1000);
        assert_eq!(config.nats.replicas, 3);
        assert_eq!(config.auth.issuer, "i");
        assert_eq!(config.nats.password().unwrap().unwrap().expose_secret(), "007");
    }

    #[test]
    fn an_unknown_key_is_named_wherever_it_comes_from() {
        let from_file = refusal(&FILE.replace("max_request_bytes", "max_bytes"), &[]);
        assert_eq!(from_file, "unknown configuration: server.max_bytes");
        let variables = [("HAETAE__NATS__PASSWROD", "hunter2"), ("HAETAE__EXTRA", "hunter2")];
        let from_environment = refusal(FILE, &variables);
        assert!(from_environment.contains("nats.passwrod"), "{from_environment}");
        assert!(from_environment.contains("extra"), "{from_environment}");
    }

    #[test]
    fn an_error_names_the_key_and_never_the_value() {
        let number = refusal(FILE, &[("HAETAE__DATABASE__MAX_CONNECTIONS", "hunter2")]);
        assert!(number.contains("database.max_connections: expected"), "{number}");
        let section = refusal(FILE, &[("HAETAE__DATABASE", "hunter2")]);
        assert!(section.contains("database: expected struct DatabaseConfig"), "{section}");
        let missing = refusal(&FILE.replace("issuer", "#"), &[]);
        assert!(missing.contains("issuer"), "{missing}");
        let credentials = [("HAETAE__NATS__URL", "nats://u:hunter2@host:4222")];
        let credentials = refusal(FILE, &credentials);
        assert!(credentials.contains("nats.url must not hold credentials"), "{credentials}");
        let broken = refusal(&FILE.replace("\"hunter2\"", "\"hunter2"), &[]);
        assert!(broken.contains("line 6"), "{broken}");
    }

    #[test]
    fn secrets_are_not_shown() {
        let config = load(FILE, &[]).unwrap();
        let shown = format!("{config:?}");
        assert!(shown.contains("jwks_file") && !shown.contains("hunter2"), "{shown}");
        assert_eq!(config.database.url().unwrap().expose_secret(), "postgres://u:hunter2@db/x");
    }

    #[test]
    fn the_command_line_names_the_file_or_nothing() {
        let parse = |args: &[&str]| file_argument("x", args.iter().map(OsString::from));
        assert_eq!(parse(&[]).unwrap(), None);
        assert_eq!(parse(&["--config", "a.toml"]).unwrap(), Some("a.toml".into()));
        for wrong in [&["--config"][..], &["a.toml"], &["--config", "a", "b"]] {
            assert!(matches!(parse(wrong), Err(ConfigError::Usage { .. })), "{wrong:?}");
        }
    }
}
