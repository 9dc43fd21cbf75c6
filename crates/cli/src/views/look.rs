//! Display settings: language, time zone and screen.

use haetae_domain::calendar::SEOUL;
use haetae_proto::{
    common::v1::{DocumentVersion, Person, RiskLevel, SystemPart, Text},
    words::{Name, Named, label},
};
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    screen::{Paint, Screen},
    table::{self, Align, Cell, Column, Table},
    words::{Lang, Vocabulary},
};

/// Display settings: language, time zone and screen.
#[derive(Debug, Clone)]
pub struct Look {
    /// The language.
    pub lang: Lang,
    /// The time zone of every time shown.
    pub zone: TimeZone,
    /// The terminal.
    pub screen: Screen,
}

impl Look {
    /// Settings for this language, with times in Korea, whatever the machine's zone.
    #[must_use]
    pub fn here(lang: Lang) -> Self {
        Self::new(lang, SEOUL.clone())
    }

    /// In this language and time zone, as wide as it takes and without colour.
    #[must_use]
    pub const fn new(lang: Lang, zone: TimeZone) -> Self {
        Self { lang, zone, screen: Screen::PLAIN }
    }

    /// Returns the settings for this screen.
    #[must_use]
    pub fn on(self, screen: Screen) -> Self {
        Self { screen, ..self }
    }

    /// The text in this colour, where colours are shown.
    #[must_use]
    pub fn paint(&self, paint: Paint, text: &str) -> String {
        self.screen.paint(paint, text)
    }

    /// Picks one of two texts.
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

    /// The lines of a table; a table without rows says so.
    #[must_use]
    pub fn table(&self, table: &Table) -> String {
        if table.is_empty() { self.none() } else { table.render(self.screen) }
    }

    /// The text for an empty list.
    #[must_use]
    pub fn none(&self) -> String {
        format!("  {}\n", self.pick("해당하는 항목이 없습니다.", "There are none."))
    }

    /// The name of a field, or another name of the contract.
    #[must_use]
    pub const fn name(&self, name: Name) -> &'static str {
        self.lang.name(name)
    }

    /// A column of texts under the name of a field.
    #[must_use]
    pub fn column_of(&self, name: Name) -> Column {
        self.column(name.ko, name.en)
    }

    /// A column of numbers under the name of a field.
    #[must_use]
    pub fn figures_of(&self, name: Name) -> Column {
        self.figures(name.ko, name.en)
    }

    /// A column of texts under one of two headings.
    #[must_use]
    pub fn column(&self, ko: &str, en: &str) -> Column {
        Column::from((self.pick(ko, en), Align::Left))
    }

    /// A column of numbers under one of two headings.
    #[must_use]
    pub fn figures(&self, ko: &str, en: &str) -> Column {
        Column::from((self.pick(ko, en), Align::Right))
    }

    /// Names with their values, as wide as the screen.
    #[must_use]
    pub fn facts<'a>(&self, facts: impl IntoIterator<Item = (&'a str, String)>) -> String {
        table::facts(facts, self.screen)
    }

    /// A text in lines that fit the screen.
    #[must_use]
    pub fn lines(&self, text: &str) -> String {
        table::lines(text, self.screen)
    }

    /// The day something is due on, and whether that is over, as lists show it.
    #[must_use]
    pub fn due_on(&self, at: Option<&prost_types::Timestamp>, overdue: bool) -> Cell {
        let day = self.day(at);
        match overdue {
            true => Cell::painted(&format!("{day} {}", self.pick("초과", "overdue")), Paint::Bad),
            false => Cell::from(day),
        }
    }

    /// A cell with the word for a risk level in its colour.
    #[must_use]
    pub fn level(&self, level: i32) -> Cell {
        Cell::painted(&self.word::<RiskLevel>(level), risky(level))
    }

    /// The day of a time in Korea; empty for none.
    #[must_use]
    pub fn day(&self, at: Option<&prost_types::Timestamp>) -> String {
        let time = at.and_then(|at| Timestamp::new(at.seconds, at.nanos).ok());
        let there = time.and_then(|time| time.in_tz("Asia/Seoul").ok());
        there.map(|there| there.date().to_string()).unwrap_or_default()
    }

    /// The display name of a request field, e.g. `profile.impact.safety`; the path of an unknown one.
    #[must_use]
    pub fn field<'a>(&self, path: &'a str) -> &'a str {
        haetae_proto::words::request_field(path).map_or(path, |field| self.pick(field.name.ko, field.name.en))
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

    /// A time to the minute, for narrow screens; `-` for none.
    #[must_use]
    pub fn minute(&self, at: Option<&prost_types::Timestamp>) -> String {
        let time = at.and_then(|at| Timestamp::new(at.seconds, at.nanos).ok());
        let shown = |time: Timestamp| time.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        time.map_or_else(|| "-".to_owned(), shown)
    }

    /// A date something is due on, and whether that is over.
    #[must_use]
    pub fn due(&self, at: Option<&prost_types::Timestamp>, overdue: bool) -> String {
        let when = self.when(at);
        if overdue { format!("{when}, {}", self.name(label::OVERDUE)) } else { when }
    }
}

/// The colour of a risk level.
pub(super) fn risky(level: i32) -> Paint {
    match RiskLevel::try_from(level) {
        Ok(RiskLevel::Critical) => Paint::Alarm,
        Ok(RiskLevel::High) => Paint::Bad,
        Ok(RiskLevel::Medium) => Paint::Care,
        Ok(RiskLevel::Low) => Paint::Good,
        Ok(RiskLevel::Unspecified) | Err(_) => Paint::Quiet,
    }
}

/// The name of a person, else the subject.
pub(crate) fn person(person: Option<&Person>) -> &str {
    person.map_or("-", |person| if person.name.is_empty() { &person.subject } else { &person.name })
}

impl Look {
    /// The display name of an actor: a person's name, or for a part of the platform its task, never the name of its
    /// process.
    pub(crate) fn actor<'a>(&self, who: Option<&'a Person>) -> &'a str {
        let part = who.and_then(|who| SystemPart::of(&who.subject)).map(Named::name);
        part.map_or_else(|| person(who), |part| self.lang.name(part))
    }

    /// The display name of an event.
    pub(crate) fn event(&self, event: &str) -> String {
        haetae_proto::words::event(event).map_or_else(|| event.to_owned(), |name| self.lang.name(name).to_owned())
    }
}

/// A person and their team.
pub(super) fn with_team(person: &str, team: &str) -> String {
    if team.is_empty() { person.to_owned() } else { format!("{person} ({team})") }
}

/// A number of bytes with its unit, e.g. `6.7 MiB`.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if bytes < 1_024 {
        return format!("{bytes} B");
    }
    let mut tenths = u128::from(bytes) * 10 / 1_024;
    let mut units = UNITS.iter();
    let mut unit = units.next();
    while tenths >= 10_240
        && let Some(next) = units.next()
    {
        (tenths, unit) = (tenths / 1_024, Some(next));
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, unit.copied().unwrap_or_default())
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
        let look = Look::new(Lang::Ko, zone);
        let at = prost_types::Timestamp { seconds: 1_790_000_000, nanos: 5 };
        assert_eq!(look.when(Some(&at)), "2026-09-21 23:13:20 +09:00");
        assert_eq!(look.when(None), "-");
    }

    /// Names of processes and events are never shown: automatic actors are named after their task.
    #[test]
    fn services_and_events_are_called_as_people_call_them() {
        let look = |lang| Look::new(lang, TimeZone::UTC);
        let service = |name: &str| Person { subject: format!("service:{name}"), name: name.into() };
        for (name, ko, en) in [
            ("risk", "시스템(위험 평가)", "system (risk scoring)"),
            ("risk-residual", "시스템(잔여 위험 평가)", "system (residual risk)"),
            ("intake", "시스템(검토 진행)", "system (review progress)"),
            ("intake-risk", "시스템(검토 진행)", "system (review progress)"),
            ("intake-diagnosis", "시스템(검토 진행)", "system (review progress)"),
            ("checkpoint", "시스템(점검표)", "system (checklist)"),
            ("another", "시스템", "system"),
        ] {
            let who = service(name);
            assert_eq!((look(Lang::Ko).actor(Some(&who)), look(Lang::En).actor(Some(&who))), (ko, en), "{name}");
        }
        let person = Person { subject: "lee".into(), name: "이검토".into() };
        assert_eq!(look(Lang::En).actor(Some(&person)), "이검토");
        assert_eq!(look(Lang::Ko).event("FixClaimed"), "조치 완료 보고");
        assert_eq!(look(Lang::En).event("OfAnotherBuild"), "OfAnotherBuild");
    }

    #[test]
    fn sizes_have_a_unit() {
        let sizes = [0, 1_023, 1_024, 7_000_001, 32 << 20, 1 << 40, u64::MAX].map(size);
        assert_eq!(sizes, ["0 B", "1023 B", "1.0 KiB", "6.6 MiB", "32.0 MiB", "1.0 TiB", "16383.9 PiB"]);
    }

    #[test]
    fn somebody_without_a_name_is_shown_by_subject() {
        let nameless = Person { subject: "haetae-risk".into(), name: String::new() };
        assert_eq!(person(Some(&nameless)), "haetae-risk");
        assert_eq!(person(None), "-");
    }
}
