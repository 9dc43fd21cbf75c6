//! Helpers between the gRPC handlers and the event log, for every handler that decides.

mod change;

pub use change::{CallerChange, Changed, request_mark};

use std::fmt::Display;

use haetae_domain::{causes::with_causes, ids::Person, profile::Profile, text::Text};
use haetae_event_log::{
    AggregateKey, AppendError, Category, ReadError,
    codec::{ProfileProblem, Word, profile_from_wire},
    store::{self, ExecuteError, LoadError},
};
use haetae_proto::common::v1::{self as common, ServiceProfile};
use tonic::Request;

use crate::{
    auth::Principal,
    deadline::Deadline,
    error::{ApiError, Violations},
};

/// The caller and the deadline of a request.
///
/// # Errors
/// `UNAUTHENTICATED`.
pub fn called<M>(request: &Request<M>) -> Result<(Principal, Deadline), ApiError> {
    Ok((Principal::from_request(request)?, Deadline::from_request(request)))
}

/// The key of an aggregate whose id was read from a request.
///
/// # Errors
/// A defect: handlers check ids first.
pub fn key(category: Category, id: impl Display) -> Result<AggregateKey, ApiError> {
    AggregateKey::new(category, &id.to_string()).map_err(ApiError::internal)
}

/// The caller as events name them.
pub fn person(caller: &Principal) -> Person {
    Person { subject: caller.subject.clone(), name: caller.name.clone() }
}

/// A text in both languages as the contract has it.
pub fn text(text: &Text) -> common::Text {
    common::Text { ko: text.ko.clone(), en: text.en.clone() }
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
        ExecuteError::UnknownEtag => ApiError::invalid_field("etag", UNKNOWN_ETAG.0, UNKNOWN_ETAG.1),
        ExecuteError::RequestIdReused => ApiError::request_id_reused(),
        ExecuteError::Contended => ApiError::changed_meanwhile(),
        ExecuteError::Load(error) => load_failure(error),
        ExecuteError::Append(error) => append_failure(error),
    }
}

/// The fault of an etag that names no version that its resource ever had.
const UNKNOWN_ETAG: (&str, &str) = (
    "이 자원의 etag가 아닙니다. 다시 조회하여 받은 etag 값을 사용하십시오.",
    "Is not an etag of this resource; read it again and use the etag of that response.",
);

/// The etag in a field names no version that its resource ever had.
pub fn note_unknown_etag(v: &mut Violations, field: &str) {
    v.add(field, UNKNOWN_ETAG.0, UNKNOWN_ETAG.1);
}

/// Changes named in one answer.
const MOST_CHANGES: usize = 20;
/// Events named of one change.
const MOST_EVENTS: usize = 5;

/// Lists the changes since the caller's etag: events, actor and time, oldest first. Of many changes only the latest
/// are listed; `changes_total` contains their number.
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
        LoadError::Codec { sequence, .. } => {
            let error = with_causes(&error);
            tracing::error!(sequence, error, "a commit contains something that this build does not know");
            ApiError::event_unknown(sequence)
        }
    }
}

/// A log that cannot be read, as the caller sees it.
pub fn read_failure(error: &ReadError) -> ApiError {
    match error {
        ReadError::Unavailable(_) => {
            tracing::warn!(error = with_causes(error), "the event log cannot be read");
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
            tracing::warn!(error = with_causes(&error), "the event log accepts no commits");
            ApiError::store_unavailable()
        }
        AppendError::ArchiveSilent => {
            tracing::warn!(error = with_causes(&error), "the event log accepts no commits");
            ApiError::archive_silent()
        }
        AppendError::Full(_) => ApiError::log_full(),
        AppendError::TooLarge { limit, .. } => ApiError::message_too_large(limit),
        AppendError::Regressed { .. } => ApiError::log_regressed(),
        AppendError::ClockSkewed { ahead } => ApiError::clock_skewed(ahead),
    }
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
