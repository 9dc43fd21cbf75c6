//! The connection to the log.

use std::path::Path;

use haetae_event_log::{Credentials, Options, Rooms};
use secrecy::ExposeSecret as _;

use super::{
    load::ConfigError,
    sections::{NatsConfig, ProofConfig},
};
use crate::clock;

/// Smallest allowed size limit of a stream beside the log, in bytes.
const SMALLEST: u64 = 64 << 10;

/// The log's options from the configuration.
///
/// # Errors
/// When the password's file cannot be read, or the public key is invalid.
pub fn log_options(service: &str, config: &NatsConfig, proof: &ProofConfig) -> Result<Options, ConfigError> {
    let mut options = Options::new(&config.url);
    options.public_key = proof.public_key()?;
    if options.public_key.is_none() {
        tracing::warn!("proof.public_key is not set: the log is not compared with its signed heads");
    }
    options.client_name = service.to_owned();
    options.clock = Some(clock::now);
    options.replicas = config.replicas;
    options.max_bytes = config.max_bytes;
    options.monitoring.clone_from(&config.monitoring);
    options.require_archive = config.require_archive;
    options.rooms = Rooms {
        parked: room("nats.parked_max_bytes", config.parked_max_bytes)?,
        heads: room("nats.heads_max_bytes", config.heads_max_bytes)?,
        members: room("nats.members_max_bytes", config.members_max_bytes)?,
    };
    // The file is read again for every connection; reading it here reports problems at once.
    let secret = config.password()?;
    let file = config.password_file().map(Path::to_owned);
    options.credentials = match (&config.creds_file, &config.user, secret, file) {
        (Some(file), ..) => Some(Credentials::File(file.clone())),
        (None, _, None, _) => None,
        (None, Some(user), Some(_), Some(file)) => Some(Credentials::PasswordFile { user: user.clone(), file }),
        (None, Some(user), Some(password), None) => {
            Some(Credentials::Password { user: user.clone(), password: password.expose_secret().to_owned() })
        }
        (None, None, Some(_), Some(file)) => Some(Credentials::TokenFile(file)),
        (None, None, Some(token), None) => Some(Credentials::Token(token.expose_secret().to_owned())),
    };
    Ok(options)
}

fn room(key: &str, bytes: Option<u64>) -> Result<Option<u64>, ConfigError> {
    match bytes {
        Some(bytes) if bytes < SMALLEST => Err(ConfigError::Invalid(format!("{key} has to be at least {SMALLEST}"))),
        bytes => Ok(bytes),
    }
}
