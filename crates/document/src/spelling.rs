//! Values of a YAML text as they are spelt. YAML has no mark for texts: `y` and `2026` are texts where a text is wanted.

use std::fmt;

use serde::{
    Deserialize as _, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::tree::Tree;

/// Reads a text along the tree that was made of it, and keeps how numbers, `true` and `false` are spelt.
#[derive(Clone, Copy)]
pub(crate) struct Spelling<'t>(pub(crate) &'t Tree);

impl<'de> DeserializeSeed<'de> for Spelling<'_> {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        match self.0 {
            Tree::Other => Ok(Option::<String>::deserialize(deserializer)?.map_or(Tree::Other, Tree::Plain)),
            Tree::List(_) => deserializer.deserialize_seq(self),
            Tree::Map(_) => deserializer.deserialize_map(self),
            Tree::Text(_) | Tree::Plain(_) => {
                IgnoredAny::deserialize(deserializer)?;
                Ok(self.0.clone())
            }
        }
    }
}

impl<'de> Visitor<'de> for Spelling<'_> {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the same value again")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut values = Vec::new();
        for known in self.0.items() {
            values.extend(list.next_element_seed(Spelling(known))?);
        }
        Ok(Tree::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut values = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let known = self.0.field(&key).unwrap_or(&Tree::Other);
            let value = map.next_value_seed(Spelling(known))?;
            values.push((key, value));
        }
        Ok(Tree::Map(values))
    }
}
