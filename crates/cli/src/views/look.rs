//! How things are shown to one person.

use haetae_domain::calendar::SEOUL;
use haetae_proto::common::v1::{DocumentVersion, Person, Text};
use jiff::{Timestamp, tz::TimeZone};

use crate::words::{Lang, Vocabulary};

/// How things are shown to one person.
#[derive(Debug, Clone)]
pub struct Look {
    /// The language.
    pub lang: Lang,
    /// The time zone of every time shown.
    pub zone: TimeZone,
}

impl Look {
    /// As people here read: in Korea's time, whatever the machine's.
    #[must_use]
    pub fn here(lang: Lang) -> Self {
        Self { lang, zone: SEOUL.clone() }
    }

    /// One of two texts.
    #[must_use]
    pub const fn pick<'a>(&self, ko: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(ko, en)
    }

    /// A service's text.
    #[must_use]
    pub fn text<'a>(&self, text: Option<&'a Text>) -> &'a str {
        self.lang.of(text)
    }

    /// The word for an enum's number; a number this build does not know is shown as it is.
    #[must_use]
    pub fn word<E: Vocabulary>(&self, number: i32) -> String {
        E::try_from(number).map_or_else(|_| number.to_string(), |known| known.say(self.lang).to_owned())
    }

    /// A time to the second with its offset; `-` for none.
    #[must_use]
    pub fn when(&self, at: Option<&prost_types::Timestamp>) -> String {
        let time = at.and_then(|at| Timestamp::new(at.seconds, at.nanos).ok());
        time.map_or_else(
            || "-".to_owned(),
            |time| time.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string(),
        )
    }

    /// A date something is due on, and whether that is over.
    #[must_use]
    pub fn due(&self, at: Option<&prost_types::Timestamp>, overdue: bool) -> String {
        let when = self.when(at);
        if overdue { format!("{when}, {}", self.pick("기한 초과", "overdue")) } else { when }
    }
}

/// The name somebody is known by, else the subject.
pub(super) fn person(person: Option<&Person>) -> &str {
    person.map_or("-", |person| if person.name.is_empty() { &person.subject } else { &person.name })
}

/// Somebody and their team.
pub(super) fn with_team(person: &str, team: &str) -> String {
    if team.is_empty() { person.to_owned() } else { format!("{person} ({team})") }
}

/// Document and version, e.g. `scoring v3`.
pub(super) fn document(version: Option<&DocumentVersion>) -> String {
    version.map_or_else(|| "-".to_owned(), |one| format!("{} v{}", one.document_id, one.version))
}

/// Several documents, joined by commas.
pub(super) fn documents(versions: &[DocumentVersion]) -> String {
    versions.iter().map(|one| document(Some(one))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_in_the_readers_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(9));
        let look = Look { lang: Lang::Ko, zone };
        let at = prost_types::Timestamp { seconds: 1_790_000_000, nanos: 5 };
        assert_eq!(look.when(Some(&at)), "2026-09-21 23:13:20 +09:00");
        assert_eq!(look.when(None), "-");
    }

    #[test]
    fn somebody_without_a_name_is_shown_by_subject() {
        let nameless = Person { subject: "haetae-risk".into(), name: String::new() };
        assert_eq!(person(Some(&nameless)), "haetae-risk");
        assert_eq!(person(None), "-");
    }
}
