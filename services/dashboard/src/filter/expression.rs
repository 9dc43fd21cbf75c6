//! The syntax tree of a filter.

use super::operator::Operator;

/// A filter as parsed, before its fields are resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Compare { field: String, at: usize, operator: Operator, value: Literal },
    Search { text: Literal },
}

/// A word or a quoted text, and the position of its first character, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) text: String,
    pub(super) quoted: bool,
    pub(super) at: usize,
}
