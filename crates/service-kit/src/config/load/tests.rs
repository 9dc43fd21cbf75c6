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
    assert_eq!(config.server.max_request_bytes.get(), 1000);
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
fn a_value_that_lets_nothing_work_is_refused_by_name() {
    let nothing = [
        "SERVER__MAX_REQUEST_BYTES",
        "SERVER__MAX_RESPONSE_BYTES",
        "SERVER__MAX_CONCURRENT_STREAMS",
        "SERVER__DEFAULT_DEADLINE_MS",
        "SERVER__MAX_DEADLINE_MS",
        "SERVER__MAX_UPLOAD_MS",
        "SERVER__UPLOAD_SILENCE_MS",
        "DATABASE__MAX_CONNECTIONS",
    ];
    for key in nothing {
        let named = key.replace("__", ".").to_lowercase();
        let refused = refusal(FILE, &[(&format!("HAETAE__{key}"), "0")]);
        assert!(refused.starts_with(&format!("configuration: {named}: expected a nonzero ")), "{refused}");
    }
    for key in ["AUTH__ISSUER", "AUTH__AUDIENCE"] {
        let named = key.replace("__", ".").to_lowercase();
        let refused = refusal(FILE, &[(&format!("HAETAE__{key}"), " ")]);
        assert_eq!(refused, format!("configuration: {named}: must not be empty"));
    }
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
