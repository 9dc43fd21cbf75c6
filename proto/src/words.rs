//! The dictionary of the contracts: what people call values, events and fields, in both languages. It is generated from the
//! options of [names.proto](../haetae/common/v1/names.proto); a value without a name does not build.

use crate::common::v1::{Role, SystemPart};

include!(concat!(env!("OUT_DIR"), "/names.rs"));

/// A name in both languages. English is written as in the middle of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// Korean.
    pub ko: &'static str,
    /// English.
    pub en: &'static str,
}

impl Name {
    /// The English name as a heading begins: with a capital.
    #[must_use]
    pub fn en_heading(self) -> String {
        let mut letters = self.en.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

/// A value of an enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    /// Its name in the contract without the prefix, e.g. `NOT_APPLICABLE`.
    pub word: &'static str,
    /// What people call it.
    pub name: Name,
}

impl Value {
    /// Whether this is the word that files, events and read models write, e.g. `not_applicable`.
    #[must_use]
    pub fn is(&self, written: &str) -> bool {
        self.word.eq_ignore_ascii_case(written)
    }
}

/// An enum of the contract whose values have names.
pub trait Named: Copy + TryFrom<i32> + Into<i32> {
    /// What the values are kinds of, e.g. exposure.
    const KIND: Name;
    /// Every value at its number, UNSPECIFIED first.
    const VALUES: &'static [Value];

    /// The word and name of this value.
    fn value(self) -> &'static Value {
        // Each implementation is generated with a value for every number of the enum.
        usize::try_from(self.into()).ok().and_then(|number| Self::VALUES.get(number)).unwrap_or(&Self::VALUES[0])
    }

    /// What people call this value.
    fn name(self) -> Name {
        self.value().name
    }
}

/// A field of a request for a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Where it stands, e.g. `profile.impact.safety`.
    pub path: &'static str,
    /// What people call it.
    pub name: Name,
    /// The values it may have; none for a text.
    pub values: &'static [Value],
}

/// The field of a request for a review at a path; none in a build that does not know it.
#[must_use]
pub fn request_field(path: &str) -> Option<&'static Field> {
    REQUEST_FIELDS.iter().find(|field| field.path == path)
}

/// What people call the fields of this name, e.g. `due_at`; none in a build that does not know it. Code that knows the field
/// takes it from [`label`].
#[must_use]
pub fn field(name: &str) -> Option<Name> {
    LABELS.iter().find(|(field, _)| *field == name).map(|(_, label)| *label)
}

/// The name of an event by its message, e.g. `FindingOpened`; none in a build that does not know it.
#[must_use]
pub fn event(message: &str) -> Option<Name> {
    EVENTS.iter().find(|(event, _)| *event == message).map(|(_, name)| *name)
}

/// The name of a step by the method that takes it, e.g. `ClaimFix`; none for a method that changes nothing, or in a build that
/// does not know it.
#[must_use]
pub fn step(method: &str) -> Option<Name> {
    STEPS.iter().find(|(step, _)| *step == method).map(|(_, name)| *name)
}

/// The name of a role by the word in tokens, e.g. `content_admin`; none in a build that does not know it.
#[must_use]
pub fn role(word: &str) -> Option<Name> {
    Role::VALUES.iter().skip(1).find(|value| value.is(word)).map(|value| value.name)
}

/// What acts without a person, by the name under which it writes commits: the services, and those of their reactors that
/// have a name of their own.
pub const PARTS: [(&str, SystemPart); 6] = [
    ("intake", SystemPart::ReviewProgress),
    ("intake-risk", SystemPart::ReviewProgress),
    ("risk", SystemPart::RiskScoring),
    ("risk-policy", SystemPart::RiskScoring),
    ("risk-residual", SystemPart::ResidualRisk),
    ("checkpoint", SystemPart::Checklist),
];

impl SystemPart {
    /// The part that acts under an account; none for the account of a person. A reactor of another build counts as its service.
    #[must_use]
    pub fn of(account: &str) -> Option<Self> {
        let name = account.strip_prefix("service:")?;
        let named = |wanted: &str| PARTS.iter().find(|(known, _)| *known == wanted).map(|(_, part)| *part);
        let service = name.split_once('-').map_or(name, |(service, _)| service);
        Some(named(name).or_else(|| named(service)).unwrap_or(Self::Unspecified))
    }
}
