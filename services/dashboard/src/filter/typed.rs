//! A filter of typed values.

use super::{operator::Operator, value::Value};

/// The condition that rows have to match.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Test(Test),
    /// One of the texts that are searched contains this; as [`crate::text::fold`] writes it.
    Search(String),
    /// The text of a column contains this, likewise.
    Part(&'static str, String),
}

impl Filter {
    /// Met by every row.
    pub(crate) const EVERYTHING: Self = Self::All(Vec::new());

    /// The searches in it, of all texts and of one.
    pub(crate) fn searches(&mut self) -> Vec<&mut Self> {
        match self {
            Self::All(inner) | Self::Any(inner) => inner.iter_mut().flat_map(Self::searches).collect(),
            Self::Not(inner) => inner.searches(),
            Self::Search(_) | Self::Part(..) => vec![self],
            Self::Test(_) => Vec::new(),
        }
    }
}

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Test {
    pub(crate) column: &'static str,
    pub(crate) operator: Operator,
    pub(crate) value: Value,
}
