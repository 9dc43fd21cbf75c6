//! What people read, in both languages. Sentences are in `texts/{ko,en}/*.ftl`; what values of the contract are called is in
//! the contract alone.

mod particle;
mod texts;
mod time;

use fluent_bundle::{FluentArgs, FluentValue};
use haetae_proto::{
    common::v1::{Person, Text},
    words::{Named, request_field},
};
use haetae_service_kit::error::Lang;

pub(crate) use self::time::{Due, day, day_of, moment, since, stamp, time_at};

/// One language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Say(Lang);

/// A name that is the key of a text. Tests find the keys that the program uses by this: write keys only in [`key`], in
/// [`Say::text`], [`Say::count`] and [`Say::with`], and in templates.
pub(crate) const fn key(name: &'static str) -> &'static str {
    name
}

impl Say {
    /// In this language.
    pub(crate) const fn in_language(lang: Lang) -> Self {
        Self(lang)
    }

    /// The language.
    pub(crate) const fn lang(self) -> Lang {
        self.0
    }

    /// The other language.
    pub(crate) fn other(self) -> Lang {
        self.0.pick(Lang::En, Lang::Ko)
    }

    /// The text of a key.
    pub(crate) fn text(self, key: &str) -> String {
        texts::text(self.0, key, None)
    }

    /// The text of a key about a number of things, `$count`.
    pub(crate) fn count(self, key: &str, count: u64) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("count", FluentValue::from(count));
        texts::text(self.0, key, Some(&arguments))
    }

    /// The text of a key with names and values in it.
    pub(crate) fn with(self, key: &str, values: &[(&str, &str)]) -> String {
        let arguments: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        texts::text(self.0, key, Some(&arguments))
    }

    /// What people call a value of the contract; a number that this build does not know is shown as it is.
    pub(crate) fn word<E: Named>(self, number: i32) -> String {
        let name = E::try_from(number).map(Named::name);
        name.map_or_else(|_| number.to_string(), |name| self.0.pick(name.ko.to_owned(), name.en_heading()))
    }

    /// What the values of an enum are kinds of.
    pub(crate) fn kind<E: Named>(self) -> String {
        self.0.pick(E::KIND.ko.to_owned(), E::KIND.en_heading())
    }

    /// What people call a field of a request.
    pub(crate) fn field(self, path: &str) -> String {
        let known = request_field(path).map(|field| field.name);
        known.map(|name| self.0.pick(name.ko.to_owned(), name.en_heading())).unwrap_or_default()
    }

    /// A text of a service.
    pub(crate) fn of(self, text: Option<&Text>) -> String {
        text.map(|text| self.0.pick(&text.ko, &text.en).clone()).unwrap_or_default()
    }

    /// The words for several values, joined by commas.
    pub(crate) fn words<E: Named>(self, numbers: &[i32]) -> String {
        numbers.iter().map(|number| self.word::<E>(*number)).collect::<Vec<_>>().join(", ")
    }

    /// Who did something: a person by name; a part of the platform by what it does, never by the name of its process.
    pub(crate) fn actor(self, who: Option<&Person>) -> String {
        let Some(who) = who else { return String::new() };
        let Some(part) = who.subject.strip_prefix("service:") else { return self.person(who) };
        let part = part.trim_start_matches("haetae-");
        self.text(match part {
            part if part.starts_with("risk-residual") => key("actor-residual"),
            part if part.starts_with("risk") => key("actor-scoring"),
            part if part.starts_with("checkpoint") => key("actor-checklist"),
            part if part.starts_with("intake") => key("actor-progress"),
            _ => key("actor-system"),
        })
    }

    /// The name of a person, else the account.
    pub(crate) fn person(self, person: &Person) -> String {
        if person.name.is_empty() { person.subject.clone() } else { person.name.clone() }
    }
}
