//! The content of a file before it is checked against its type.

use std::fmt;

use haetae_sheet::words::Said;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::{fault::joined, step::Step};

/// A value of any of the formats.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// A text.
    Text(String),
    /// A number, `true` or `false`, or nothing at all.
    Other,
    /// A number, `true` or `false` of a format in which texts need no quotes, as it is spelt: where a text is wanted, it is
    /// one.
    Plain(String),
    /// A list.
    List(Vec<Self>),
    /// Fields with their values.
    Map(Vec<(String, Self)>),
}

impl Tree {
    /// The value of a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Self> {
        let Self::Map(values) = self else { return None };
        values.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The values of a list.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        if let Self::List(values) = self { values } else { &[] }
    }

    /// Whether it is this text.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.as_text() == Some(text)
    }

    /// The text, if it is or may be one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Plain(text) => Some(text),
            Self::Other | Self::List(_) | Self::Map(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_none<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        Tree::deserialize(deserializer)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Tree::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut values: Vec<(String, Tree)> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            // Before the value is read, so that the parser is still in the line of the key.
            if values.iter().any(|(known, _)| *known == key) {
                return Err(A::Error::custom(joined(&Said {
                    ko: format!("같은 항목이 두 번 있습니다: `{key}`"),
                    en: format!("duplicate field `{key}`"),
                })));
            }
            let value = map.next_value()?;
            values.push((key, value));
        }
        Ok(Tree::Map(values))
    }
}

/// Parses a file up to a value and fails there, so that the parser reports the position of the value.
#[derive(Clone, Copy)]
pub(crate) struct UpTo<'p> {
    pub(crate) path: &'p [Step],
    /// Whether the value itself is read first: some parsers only then know where it is, and others know its end by then.
    pub(crate) reads_it: bool,
}

impl<'de> DeserializeSeed<'de> for UpTo<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.path.split_first() {
            Some((step, rest)) => deserializer.deserialize_any(Through(step, Self { path: rest, ..self })),
            None if self.reads_it => {
                IgnoredAny::deserialize(deserializer)?;
                Err(D::Error::custom("here"))
            }
            None => Err(D::Error::custom("here")),
        }
    }
}

struct Through<'p>(&'p Step, UpTo<'p>);

impl<'de> Visitor<'de> for Through<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what is on the way")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut index = 0;
        loop {
            let found = if *self.0 == Step::Index(index) {
                list.next_element_seed(self.1)?
            } else {
                list.next_element::<IgnoredAny>()?.map(|_| ())
            };
            if found.is_none() {
                return Ok(());
            }
            index += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if *self.0 == Step::Key(key) {
                map.next_value_seed(self.1)?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
