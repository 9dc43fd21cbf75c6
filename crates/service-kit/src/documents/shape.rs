//! Reads JSON as a type and records everything that does not fit, instead of stopping at the first fault.
//!
//! A value that does not fit is recorded and replaced by the simplest value of its type: 0, an empty text, an empty
//! list, the first word of a vocabulary. The result may be checked further, but must not be kept.

use std::{cell::RefCell, collections::BTreeSet, fmt};

use haetae_domain::faults::Fault;
use haetae_domain::text::{Text, did_you_mean, nearest};
use serde::de::{
    self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor,
    value::{StrDeserializer, StringDeserializer},
};
use serde::forward_to_deserialize_any;

use super::json::Node;

/// The faults recorded while reading.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) faults: RefCell<Vec<Fault>>,
    /// Paths of values that are missing, to be replaced the next time.
    pub(super) missing: BTreeSet<String>,
    /// Paths of entries whose names should be words of a vocabulary and are not.
    unknown: RefCell<BTreeSet<String>>,
    /// Those of them that are omitted in the next pass, so that they do not replace a valid entry; and their recorded
    /// faults.
    left_out: BTreeSet<String>,
    about_left_out: Vec<Fault>,
}

impl Notes {
    /// Omits entries with unknown names in the next pass. Returns whether there are new ones.
    pub(super) fn leave_out_unknown(&mut self) -> bool {
        let unknown = std::mem::take(self.unknown.get_mut());
        let found = !unknown.is_empty();
        if found {
            let faults = std::mem::take(self.faults.get_mut()).into_iter();
            let about = faults.filter(|fault| unknown.iter().any(|entry| within(&fault.path, entry)));
            self.about_left_out.extend(about);
            self.left_out.extend(unknown);
        }
        found
    }

    /// Whether the entry is omitted; records its faults again.
    fn leaves_out(&self, entry: &str) -> bool {
        let left_out = self.left_out.contains(entry);
        if left_out {
            let about = self.about_left_out.iter().filter(|fault| within(&fault.path, entry)).cloned();
            self.faults.borrow_mut().extend(about);
        }
        left_out
    }

    fn unknown_name(&self, path: &str, name: &str, known: &[&str]) {
        let Text { ko, en } = did_you_mean(nearest(name, known.iter().copied()));
        self.add(path, format!("알 수 없는 이름입니다.{ko}"), format!("an unknown name{en}"));
    }

    fn add(&self, path: &str, ko: impl Into<String>, en: impl Into<String>) {
        self.faults.borrow_mut().push(Fault::new(path, Text::new(ko, en)));
    }
}

/// Whether a path is that of the entry or of something in it.
fn within(path: &str, entry: &str) -> bool {
    path.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Why reading stopped after all.
#[derive(Debug)]
pub(super) enum Stop {
    /// A value is missing: its name, and its path once that is known.
    Missing(&'static str, Option<String>),
    /// Anything else a type refuses.
    Refused(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name, _) => write!(f, "{name} is missing"),
            Self::Refused(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Stop {}

impl de::Error for Stop {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self::Refused(reason.to_string())
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Missing(name, None)
    }
}

/// A place in the document; without a node, a place whose value is replaced.
pub(super) struct At<'a> {
    pub(super) node: Option<&'a Node>,
    pub(super) path: String,
    pub(super) notes: &'a Notes,
}

impl<'a> At<'a> {
    fn child(&self, node: Option<&'a Node>, path: String) -> Self {
        Self { node, path, notes: self.notes }
    }

    fn under(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn unfit(&self, ko: &str, en: &str) {
        if self.node.is_some() {
            self.notes.add(&self.path, format!("{ko} 합니다."), format!("must be {en}"));
        }
    }

    fn number<const MOST: u64>(&self) -> u64 {
        match self.node {
            Some(Node::Number(Some(number))) if *number <= MOST => *number,
            _ => {
                self.unfit(&format!("0 이상 {MOST} 이하의 정수여야"), &format!("a whole number from 0 to {MOST}"));
                0
            }
        }
    }

    fn truth(&self) -> bool {
        match self.node {
            Some(Node::Bool(is)) => *is,
            _ => {
                self.unfit("true 또는 false여야", "true or false");
                false
            }
        }
    }

    fn text(&self) -> &'a str {
        match self.node {
            Some(Node::Text(text)) => text,
            _ => {
                self.unfit("문자열이어야", "a string");
                ""
            }
        }
    }

    fn entries(&self) -> &'a [(String, Node)] {
        match self.node {
            Some(Node::Object(entries)) => entries,
            _ => {
                self.unfit("객체여야", "an object");
                &[]
            }
        }
    }

    /// The entries, each name once.
    fn unique(&self) -> Vec<&'a (String, Node)> {
        let mut seen = BTreeSet::new();
        let mut unique = vec![];
        for entry in self.entries() {
            if seen.insert(&entry.0) {
                unique.push(entry);
            } else {
                self.notes.add(&self.under(&entry.0), "이름이 두 번 나옵니다.", "given twice");
            }
        }
        unique
    }
}

impl<'de> Deserializer<'de> for At<'_> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
        Err(Stop::Refused(format!("{} is of a kind documents do not have", self.path)))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_bool(self.truth())
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_u64(self.number::<{ u8::MAX as u64 }>())
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_u64(self.number::<{ u16::MAX as u64 }>())
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_u64(self.number::<{ u32::MAX as u64 }>())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_str(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_str(self.text())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match self.node {
            None | Some(Node::Null) => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let nodes: &[Node] = match self.node {
            Some(Node::List(nodes)) => nodes,
            _ => {
                self.unfit("목록이어야", "a list");
                &[]
            }
        };
        visitor.visit_seq(List { at: self, nodes, next: 0 })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let entries = self.unique().into_iter().filter(|(name, _)| !self.notes.leaves_out(&self.under(name)));
        let entries = entries.map(|(name, node)| (name.as_str(), Some(node))).collect();
        visitor.visit_map(Object { at: self, entries, next: 0 })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let mut entries = vec![];
        for (name, node) in self.unique() {
            if fields.contains(&name.as_str()) {
                entries.push((name.as_str(), Some(node)));
            } else {
                self.notes.unknown_name(&self.under(name), name, fields);
            }
        }
        self.node = self.node.filter(|node| matches!(node, Node::Object(_)));
        let replaced = |name: &&&str| self.node.is_none() || self.notes.missing.contains(&self.under(name));
        entries.extend(fields.iter().filter(replaced).map(|name| (*name, None)));
        let path = self.path.clone();
        let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        visitor.visit_map(Object { at: self, entries, next: 0 }).map_err(|stop| match stop {
            Stop::Missing(name, None) => Stop::Missing(name, Some(at(name))),
            other @ (Stop::Missing(..) | Stop::Refused(_)) => other,
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let word = match self.node {
            Some(Node::Text(text)) if words.contains(&text.as_str()) => text.as_str(),
            _ => {
                let known = words.join(", ");
                if let Some(node) = self.node {
                    let near = if let Node::Text(text) = node { nearest(text, words.iter().copied()) } else { None };
                    let Text { ko, en } = did_you_mean(near);
                    let (ko, en) = (format!("{known} 중 하나여야 합니다.{ko}"), format!("must be one of {known}{en}"));
                    self.notes.add(&self.path, ko, en);
                }
                words.first().copied().unwrap_or_default()
            }
        };
        visitor.visit_enum(StrDeserializer::new(word))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_str(self.text())
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

struct List<'a> {
    at: At<'a>,
    nodes: &'a [Node],
    next: usize,
}

impl<'de> SeqAccess<'de> for List<'_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Stop> {
        let Some(node) = self.nodes.get(self.next) else {
            return Ok(None);
        };
        let path = format!("{}[{}]", self.at.path, self.next);
        self.next += 1;
        seed.deserialize(self.at.child(Some(node), path)).map(Some)
    }
}

struct Object<'a> {
    at: At<'a>,
    entries: Vec<(&'a str, Option<&'a Node>)>,
    next: usize,
}

impl<'de> MapAccess<'de> for Object<'_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Stop> {
        let Some((name, _)) = self.entries.get(self.next) else {
            return Ok(None);
        };
        seed.deserialize(Name { name, path: self.at.under(name), notes: self.at.notes }).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Stop> {
        let Some((name, node)) = self.entries.get(self.next).copied() else {
            return Err(Stop::Refused("a value without a name".to_owned()));
        };
        self.next += 1;
        seed.deserialize(self.at.child(node, self.at.under(name)))
    }
}

/// A name in an object, which may have to be a word of a vocabulary.
struct Name<'a> {
    name: &'a str,
    path: String,
    notes: &'a Notes,
}

impl<'de> Deserializer<'de> for Name<'_> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        StringDeserializer::new(self.name.to_owned()).deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let word = if words.contains(&self.name) {
            self.name
        } else {
            self.notes.unknown_name(&self.path, self.name, words);
            self.notes.unknown.borrow_mut().insert(self.path.clone());
            words.first().copied().unwrap_or_default()
        };
        visitor.visit_enum(StrDeserializer::new(word))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
