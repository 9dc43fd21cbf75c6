//! The subjects of the streams: one pattern for each category of the log. A foreign client that may publish on every
//! subject beginning with `ev.` can therefore not fill the log with other subjects.
//!
//! A stream may have patterns unknown to this build: a newer release, or an operator, added them. They stay, except a
//! pattern that covers one of the known ones, such as the `ev.>` of earlier releases. Messages that were stored under
//! it stay.

use async_nats::Client;
use haetae_domain::causes::with_causes;
use serde_json::Value;

use super::ConnectError;
use crate::{Alarm, Category, alarm, key::PREFIX};

/// The setting.
const SUBJECTS: &str = "subjects";

/// The subjects that the log accepts.
pub(super) fn of_the_log() -> Vec<String> {
    Category::ALL.into_iter().map(Category::filter).collect()
}

/// Makes the stream with the settings `found` accept the `wanted` subjects, and removes patterns that cover them. If
/// the server does not allow the change, foreign clients have more freedom, which readers tolerate; it does not
/// prevent the start.
pub(super) async fn widen(client: &Client, wanted: &Value, found: &Value) {
    let (wanted, found_subjects) = (patterns(wanted), patterns(found));
    let Some(subjects) = merged(&wanted, &found_subjects) else { return };
    let stream = found["name"].as_str().unwrap_or_default();
    match set(client, found, &subjects).await {
        Ok(()) => {
            tracing::info!(stream, ?subjects, before = ?found_subjects, "the subjects of the stream were changed")
        }
        Err(error) => alarm!(
            error, Alarm::SubjectsNotSet, stream, error = with_causes(&error), ?subjects, before = ?found_subjects,
            "the subjects of the stream cannot be set; an operator has to"
        ),
    }
}

/// Makes the log accept all foreign messages that it once contained, so that a restore can put each back at its
/// sequence. The next start of any service ends this.
pub(super) async fn open(client: &Client, config: &Value, outside: &[String]) -> Result<(), ConnectError> {
    let mut subjects = vec![format!("{PREFIX}.>")];
    subjects.extend(outside.iter().filter(|subject| !covers(&subjects[0], subject)).cloned().collect::<Vec<_>>());
    set(client, config, &subjects).await
}

/// Makes the log accept nothing. A stream requires a subject, so it gets one that is never published on.
pub(super) async fn close(client: &Client, config: &Value) -> Result<(), ConnectError> {
    set(client, config, &["closed.log".to_owned()]).await
}

async fn set(client: &Client, config: &Value, subjects: &[String]) -> Result<(), ConnectError> {
    // Keep every other setting, including those unknown to this client.
    let mut config = config.clone();
    config[SUBJECTS] = subjects.into();
    let name = config["name"].as_str().unwrap_or_default();
    let request = format!("$JS.API.STREAM.UPDATE.{name}");
    let reply = client.request(request, config.to_string().into()).await.map_err(ConnectError::api)?;
    let reply: Value = serde_json::from_slice(&reply.payload).map_err(ConnectError::api)?;
    match reply.get("error") {
        Some(error) => Err(ConnectError::api(error.to_string())),
        None => Ok(()),
    }
}

fn patterns(config: &Value) -> Vec<String> {
    let listed = config[SUBJECTS].as_array().map(Vec::as_slice).unwrap_or_default();
    listed.iter().filter_map(|subject| subject.as_str().map(str::to_owned)).collect()
}

/// The subjects to set on a stream; none when no change is needed.
fn merged(wanted: &[String], found: &[String]) -> Option<Vec<String>> {
    let too_wide = |pattern: &String| wanted.iter().any(|wanted| wanted != pattern && covers(pattern, wanted));
    let missing = wanted.iter().any(|wanted| !found.contains(wanted));
    if !missing && !found.iter().any(too_wide) {
        return None;
    }
    // A server refuses patterns of one stream that some subject matches both of.
    let others = found.iter().filter(|pattern| !wanted.iter().any(|wanted| overlap(wanted, pattern)));
    Some(wanted.iter().chain(others).cloned().collect())
}

/// Whether every subject that matches `narrow` matches `wide` too.
fn covers(wide: &str, narrow: &str) -> bool {
    let (mut wide, mut narrow) = (wide.split('.'), narrow.split('.'));
    loop {
        match (wide.next(), narrow.next()) {
            (None, None) | (Some(">"), Some(_)) => return true,
            (Some("*"), Some(token)) if token != ">" => {}
            (Some(one), Some(other)) if one == other => {}
            (Some(_) | None, _) => return false,
        }
    }
}

/// Whether some subject matches both.
fn overlap(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.split('.'), other.split('.'));
    loop {
        match (one.next(), other.next()) {
            (None, None) | (Some(">"), Some(_)) | (Some(_), Some(">")) => return true,
            (Some("*"), Some(_)) | (Some(_), Some("*")) => {}
            (Some(one), Some(other)) if one == other => {}
            (Some(_) | None, _) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(subjects: &[&str]) -> Vec<String> {
        subjects.iter().map(|subject| (*subject).to_owned()).collect()
    }

    #[test]
    fn a_stream_keeps_what_it_takes_beside_ours_and_loses_what_covers_ours() {
        let ours = list(&["ev.a.*", "ev.b.*"]);
        assert_eq!(merged(&ours, &ours), None);
        assert_eq!(merged(&ours, &list(&["ev.b.*", "ev.z.*", "ev.a.*"])), None, "a newer release added z");
        assert_eq!(merged(&ours, &list(&["ev.a.*", "ev.z.*"])), Some(list(&["ev.a.*", "ev.b.*", "ev.z.*"])));
        assert_eq!(merged(&ours, &list(&["ev.>"])), Some(ours.clone()));
        assert_eq!(merged(&ours, &list(&["ev.*.*", "other"])), Some(list(&["ev.a.*", "ev.b.*", "other"])));
        assert_eq!(merged(&ours, &[]), Some(ours.clone()));
        assert_eq!(merged(&ours, &list(&["ev.a.+", "ev.b.*", "ev.*.x", "x"])), Some(list(&["ev.a.*", "ev.b.*", "x"])));
    }

    #[test]
    fn a_pattern_covers_what_matches_no_more_than_it_does() {
        for (wide, narrow) in [(">", "a.b"), ("a.>", "a.b.*"), ("a.*", "a.b"), ("*.*", "a.*"), ("a.b", "a.b")] {
            assert!(covers(wide, narrow), "{wide} {narrow}");
        }
        for (wide, narrow) in [("a.*", "a.>"), ("a.>", "a"), ("a.b", "a.*"), ("a.*", "a.b.c"), ("a.b.c", "a.b")] {
            assert!(!covers(wide, narrow), "{wide} {narrow}");
        }
    }
}
