//! The content of a review as comparable parts: equal content has equal facets.

use std::collections::BTreeMap;

use haetae_domain::{ids::Person, text::Text};

/// The subject of a facet, in the order of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FacetKind {
    Status,
    Request,
    Assessment,
    Contribution,
    Checklist,
    Verdict,
    Round,
    Finding,
    People,
    Target,
    Decision,
    Version,
}

/// Names one facet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) kind: FacetKind,
    pub(crate) key: String,
}

/// One fact of a review's current state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facet {
    pub(crate) name: Text,
    pub(crate) shown: Text,
}

/// All facets of one of the three aggregates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facets(pub(super) BTreeMap<Key, Facet>);

impl Facets {
    pub(super) fn add(&mut self, kind: FacetKind, key: impl Into<String>, name: Text, shown: Text) {
        self.0.insert(Key { kind, key: key.into() }, Facet { name, shown });
    }
}

/// A person as people name them.
pub(super) fn person(person: &Person) -> Text {
    let name = if person.name.is_empty() { &person.subject } else { &person.name };
    same(name)
}

/// A text that is the same in both languages.
pub(super) fn same(words: impl Into<String>) -> Text {
    let words = words.into();
    Text::new(words.clone(), words)
}

/// A version of a document.
pub(super) fn version(version: u32) -> Text {
    Text::new(format!("버전 {version}"), format!("version {version}"))
}
