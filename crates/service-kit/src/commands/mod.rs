//! Between the gRPC surface and the event log: what every handler that decides needs.

mod change;

pub use change::{Change, Changed, request_mark};
pub use haetae_event_log::codec::timestamp_to_wire as timestamp;

use std::path::Path;

use haetae_domain::{ids::Person, profile::Profile};
use haetae_event_log::{
    AppendError, Credentials, Options, ReadError, Rooms,
    codec::{ProfileProblem, Word, profile_from_wire},
    store::{self, ExecuteError, LoadError},
};
use haetae_proto::common::v1::ServiceProfile;

use crate::{
    auth::Principal,
    clock,
    config::{ConfigError, ExposeSecret as _, NatsConfig, ProofConfig},
    error::{ApiError, Violations},
};

/// Least room for a stream beside the log, in bytes.
const SMALLEST: u64 = 64 << 10;

/// How to reach the log, by configuration.
///
/// # Errors
/// When the password's file cannot be read, or the public key is none.
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
    // Given as a file it is read anew for every connection; here only to say at once what is wrong with it.
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

/// The caller as events name them.
pub fn person(caller: &Principal) -> Person {
    Person { subject: caller.subject.clone(), name: caller.name.clone() }
}

/// A word of the vocabulary in a request.
pub fn word<W: Word>(v: &mut Violations, field: &str, number: i32) -> Option<W> {
    let word = W::from_wire(number);
    if word.is_none() {
        unknown_word(v, field, (number != 0).then_some(number));
    }
    word
}

/// The profile in a request, each problem noted under its path.
pub fn profile(v: &mut Violations, field: &str, profile: Option<&ServiceProfile>) -> Option<Profile> {
    let Some(profile) = profile else {
        unknown_word(v, field, None);
        return None;
    };
    match profile_from_wire(profile) {
        Ok(profile) => Some(profile),
        Err(problems) => {
            for ProfileProblem { path, unknown } in problems {
                unknown_word(v, &format!("{field}.{path}"), unknown);
            }
            None
        }
    }
}

fn unknown_word(v: &mut Violations, field: &str, number: Option<i32>) {
    match number {
        Some(n) => v.add(field, format!("알 수 없는 값 {n}입니다."), format!("Has the unknown value {n}.")),
        None => v.add(field, "필수 항목입니다.", "Is required."),
    }
}

/// A command that had no effect, as its caller sees it.
pub fn refusal<R>(error: ExecuteError<R>, rejected: impl FnOnce(R) -> ApiError) -> ApiError {
    match error {
        ExecuteError::Rejected(rejection) => rejected(rejection),
        ExecuteError::ChangedMeanwhile { changes } => changed_meanwhile(&changes),
        ExecuteError::UnknownEtag => unknown_etag("etag"),
        ExecuteError::RequestIdReused => ApiError::request_id_reused(),
        ExecuteError::Contended => ApiError::changed_meanwhile(),
        ExecuteError::Load(error) => load_failure(error),
        ExecuteError::Append(error) => append_failure(error),
    }
}

/// The etag in a field names no version that its resource ever had.
pub fn unknown_etag(field: &str) -> ApiError {
    ApiError::invalid_field(
        field,
        "이 자원의 etag가 아닙니다. 다시 조회하여 받은 etag 값을 사용하십시오.",
        "Is not an etag of this resource; read it again and use the etag of that response.",
    )
}

/// Changes named in one answer.
const MOST_CHANGES: usize = 20;
/// Events named of one change.
const MOST_EVENTS: usize = 5;

/// Names what happened since the caller's etag: events, who and when, oldest first. Of many changes the latest are named;
/// `changes_total` says how many there are.
pub fn changed_meanwhile(changes: &[store::Change]) -> ApiError {
    let latest = &changes[changes.len().saturating_sub(MOST_CHANGES)..];
    let told: Vec<String> = latest.iter().map(change_told).collect();
    let error = ApiError::changed_meanwhile().with("changes", told.join("; "));
    if changes.len() > MOST_CHANGES { error.with("changes_total", changes.len().to_string()) } else { error }
}

fn change_told(change: &store::Change) -> String {
    let store::Change { events, meta } = change;
    let more = events.len().saturating_sub(MOST_EVENTS);
    let names = events[..events.len() - more].join("+");
    let more = if more == 0 { String::new() } else { format!("+{more} more") };
    format!("{names}{more} by {} at {}", meta.by.subject, meta.at)
}

/// An aggregate that cannot be loaded, as the caller sees it.
pub fn load_failure(error: LoadError) -> ApiError {
    match error {
        LoadError::Read(error) => read_failure(&error),
        LoadError::Codec { .. } => ApiError::internal(chain(&error)),
    }
}

/// A log that cannot be read, as the caller sees it.
pub fn read_failure(error: &ReadError) -> ApiError {
    match error {
        ReadError::Unavailable(_) => {
            tracing::warn!(error = %chain(error), "the event log cannot be read");
            ApiError::store_unavailable()
        }
        ReadError::Gap { .. } => ApiError::log_regressed(),
    }
}

fn append_failure(error: AppendError) -> ApiError {
    match error {
        AppendError::Conflict { .. } => ApiError::changed_meanwhile(),
        AppendError::DeadlineExceeded => ApiError::deadline_exceeded(),
        AppendError::Unknown(_) => ApiError::outcome_unknown(),
        AppendError::Unavailable(_) => {
            tracing::warn!(error = %chain(&error), "the event log takes no commit");
            ApiError::store_unavailable()
        }
        AppendError::ArchiveSilent => {
            tracing::warn!(error = %chain(&error), "the event log takes no commit");
            ApiError::archive_silent()
        }
        AppendError::Full(_) => ApiError::log_full(),
        AppendError::TooLarge { limit, .. } => ApiError::message_too_large(limit),
        AppendError::Regressed { .. } => ApiError::log_regressed(),
        AppendError::ClockSkewed { ahead } => ApiError::clock_skewed(ahead),
    }
}

/// An error with its causes in one line.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |e| e.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use haetae_domain::ids::Meta;
    use jiff::Timestamp;

    use super::*;

    /// F18: of very many changes since an etag the latest are named, and it is said how many there are.
    #[test]
    fn very_many_changes_are_counted_and_the_latest_named() {
        let change = |n: usize| store::Change {
            events: vec!["VerdictsRecorded"; n],
            meta: Meta { by: Person { subject: format!("rev-{n}"), name: String::new() }, at: Timestamp::UNIX_EPOCH },
        };
        let error = changed_meanwhile(&(1..=210).map(change).collect::<Vec<_>>());
        assert_eq!(error.metadata()["changes_total"], "210");
        let told: Vec<_> = error.metadata()["changes"].split("; ").collect();
        assert_eq!(told.len(), MOST_CHANGES);
        assert!(told[0].contains("+186 more by rev-191 at 1970"), "{}", told[0]);
        let one = changed_meanwhile(&[change(1)]);
        assert_eq!(one.metadata()["changes"], "VerdictsRecorded by rev-1 at 1970-01-01T00:00:00Z");
        assert!(!one.metadata().contains_key("changes_total"));
    }
}
