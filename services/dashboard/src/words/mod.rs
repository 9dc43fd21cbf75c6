//! The names of the contract's dictionary, for values and fields as the read models hold them.

mod score;

use haetae_domain::{calendar, text::Text};
use haetae_event_log::codec::Word;
use haetae_proto::words::{self, Name};
use jiff::Timestamp;

pub(crate) use score::reason_name;

/// The reason of an assignment, appended to its sentence; empty without a reason.
pub(crate) fn because(reason: &str) -> Text {
    if reason.is_empty() {
        return Text::new("", "");
    }
    Text::new(format!(". 사유: {reason}"), format!(". Reason: {reason}"))
}

/// The display name of a value.
pub(crate) fn named(word: impl Word) -> Text {
    text(word.name())
}

/// The display name of a value at the beginning of a sentence or heading.
pub(crate) fn heading(word: impl Word) -> Text {
    let name = word.name();
    Text::new(name.ko, name.en_heading())
}

/// The changed basis of a decision: a field of the request or an event.
pub(crate) fn ground_name(what: &str) -> Text {
    words::event(what).map_or_else(|| field_name(what), text)
}

/// The display name of an event, by its message.
pub(crate) fn event_name(message: &'static str) -> Text {
    words::event(message).map_or_else(|| Text::new(message, message), text)
}

/// The display name of a request's field by its path in the contract; the path itself for a field unknown to this
/// build.
pub(crate) fn field_name(path: &str) -> Text {
    words::request_field(path).map_or_else(|| Text::new(path, path), |field| text(field.name))
}

/// The value of a field, as an amendment keeps it: words joined by commas.
pub(crate) fn value_name(path: &str, value: &str) -> Text {
    if !path.starts_with("profile.") {
        return Text::new(format!("‘{value}’"), format!("“{value}”"));
    }
    if value.is_empty() {
        return Text::new("없음", "none");
    }
    let known = words::request_field(path).map_or(&[][..], |field| field.values);
    let name = |word: &str| known.iter().find(|value| value.is(word)).map(|value| value.name);
    let names: Vec<_> =
        value.split(", ").map(|word| name(word).map_or((word, word), |name| (name.ko, name.en))).collect();
    let (ko, en): (Vec<_>, Vec<_>) = names.into_iter().unzip();
    Text::new(ko.join(", "), en.join(", "))
}

/// Words of a field of a request, as [`value_name`] writes them.
pub(crate) fn words_name(path: &str, words: &[&str]) -> Text {
    if words.is_empty() { Text::default() } else { value_name(path, &words.join(", ")) }
}

/// A name of the contract.
pub(crate) fn text(name: Name) -> Text {
    Text::new(name.ko, name.en)
}

/// A stored day as sentences name it; a time that follows it stays as it is.
pub(crate) fn day_name(stored: &str) -> Text {
    let (day, time) = stored.split_once(' ').unwrap_or((stored, ""));
    let Ok(day) = day.parse() else { return Text::new(stored, stored) };
    let Text { ko, en } = calendar::day_name(day);
    if time.is_empty() { Text::new(ko, en) } else { Text::new(format!("{ko} {time}"), format!("{en} {time}")) }
}

/// The day it is in Seoul, e.g. `2026-12-01`.
pub(crate) fn day_in_seoul(at: Timestamp) -> String {
    calendar::day_in_seoul(at).to_string()
}
