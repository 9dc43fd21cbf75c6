//! The texts for people, in both languages. Sentences are in `texts/{ko,en}/*.ftl`; the display names of the
//! contract's values are only in the contract.

mod texts;
mod time;

use fluent_bundle::{FluentArgs, FluentValue};
use haetae_proto::{
    common::v1::{Person, SystemPart, Text},
    words::{Name, Named, request_field, role as role_name, step},
};
use haetae_service_kit::{auth::Role, error::Lang};

pub(crate) use self::time::{Due, day, day_of, moment, since, stamp, time_at};

/// One language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Say(Lang);

/// A name that is the key of a text. Tests find the keys that the program uses by this: write keys only in [`key`], in
/// [`Say::text`], [`Say::count`] and [`Say::with`], and in templates.
pub(crate) const fn key(name: &'static str) -> &'static str {
    name
}

/// Bytes as people compare them.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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

    /// The same language, as files that people write are told about.
    pub(crate) fn files(self) -> haetae_sheet::words::Lang {
        self.0.pick(haetae_sheet::words::Lang::Ko, haetae_sheet::words::Lang::En)
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

    /// The display name of a value of the contract; a number unknown to this build is shown unchanged.
    pub(crate) fn word<E: Named>(self, number: i32) -> String {
        let name = E::try_from(number).map(Named::name);
        name.map_or_else(|_| number.to_string(), |name| self.name(name))
    }

    /// The display name of an enum.
    pub(crate) fn kind<E: Named>(self) -> String {
        self.name(E::KIND)
    }

    /// The display name of a request's field.
    pub(crate) fn field(self, path: &str) -> String {
        request_field(path).map(|field| self.name(field.name)).unwrap_or_default()
    }

    /// A name of the contract, as a heading or a button shows it.
    pub(crate) fn name(self, name: Name) -> String {
        self.0.pick(name.ko.to_owned(), name.en_heading())
    }

    /// The display name of a method's step. Tests find the methods that the program names by calls of this function.
    pub(crate) fn step(self, method: &str) -> String {
        step(method).map_or_else(|| method.to_owned(), |name| self.name(name))
    }

    /// What people call a role.
    pub(crate) fn role(self, role: Role) -> String {
        role_name(role.name()).map_or_else(|| role.name().to_owned(), |name| self.name(name))
    }

    /// A text of a service.
    pub(crate) fn of(self, text: Option<&Text>) -> String {
        text.map(|text| self.0.pick(&text.ko, &text.en).clone()).unwrap_or_default()
    }

    /// The words for several values, joined by commas.
    pub(crate) fn words<E: Named>(self, numbers: &[i32]) -> String {
        numbers.iter().map(|number| self.word::<E>(*number)).collect::<Vec<_>>().join(", ")
    }

    /// The actor of an event: a person by name; a part of the platform by its function, never by the name of its
    /// process.
    pub(crate) fn actor(self, who: Option<&Person>) -> String {
        let Some(who) = who else { return String::new() };
        SystemPart::of(&who.subject).map_or_else(|| self.person(who), |part| self.name(part.name()))
    }

    /// The name of a person, else the account.
    pub(crate) fn person(self, person: &Person) -> String {
        if person.name.is_empty() { person.subject.clone() } else { person.name.clone() }
    }
}
