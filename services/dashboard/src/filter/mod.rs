//! Filters of lists: the part of AIP-160 that is of use here. Text becomes an [`Expression`], and that with the list's
//! [`Field`]s a [`Filter`] of typed values, which the store turns into SQL with parameters.
//!
//! `AND`, `OR` and `NOT` (or `-`) with parentheses; `=` `!=` `<` `<=` `>` `>=`; `:` for what a list or text contains and
//! `:*` for what is there at all; a word or quoted text alone searches. `AND` and `OR` side by side need parentheses:
//! AIP-160 binds `OR` closer, most people expect the opposite, and nobody should get rows they did not ask for.

mod field;
mod lexer;
mod parser;
mod value;

use haetae_service_kit::error::Violations;

pub(crate) use field::{FINDINGS, Field, REVIEWS};
pub(crate) use value::Value;

/// Characters of a filter at most.
const LONGEST: usize = 2_000;

/// What a row has to meet.
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

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Has,
}

impl Operator {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Has => ":",
        }
    }

    /// Whether `a` stands in this relation to `b`.
    pub(crate) fn holds<T: PartialOrd>(self, a: T, b: T) -> bool {
        match self {
            Self::Equal | Self::Has => a == b,
            Self::NotEqual => a != b,
            Self::Less => a < b,
            Self::LessOrEqual => a <= b,
            Self::Greater => a > b,
            Self::GreaterOrEqual => a >= b,
        }
    }
}

/// A filter as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Compare { field: String, at: usize, operator: Operator, value: Literal },
    Search { text: Literal },
}

/// A word or a quoted text, and the character it starts at, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Literal {
    text: String,
    quoted: bool,
    at: usize,
}

/// What is wrong with a filter, in both languages. Never repeats the filter.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wrong {
    ko: String,
    en: String,
}

impl Wrong {
    fn new(ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ko: ko.into(), en: en.into() }
    }

    /// At a character of the filter, from 1.
    fn at(at: usize, ko: impl AsRef<str>, en: impl AsRef<str>) -> Self {
        Self::new(format!("{at}번째 글자: {}", ko.as_ref()), format!("At character {at}: {}", en.as_ref()))
    }
}

/// The filter of a list with these fields; empty text is met by everything. Whatever is wrong is noted under `name`.
pub(crate) fn parse(v: &mut Violations, name: &str, text: &str, fields: &[Field]) -> Filter {
    read(text, fields).unwrap_or_else(|wrong| {
        v.add(name, wrong.ko, wrong.en);
        Filter::EVERYTHING
    })
}

fn read(text: &str, fields: &[Field]) -> Result<Filter, Wrong> {
    if text.chars().nth(LONGEST).is_some() {
        return Err(Wrong::new(
            format!("{LONGEST}자 이하여야 합니다."),
            format!("Must have at most {LONGEST} characters."),
        ));
    }
    let end = text.trim_end().chars().count() + 1;
    match parser::parse(lexer::tokens(text)?, end)? {
        Some(expression) => field::resolve(expression, fields),
        None => Ok(Filter::EVERYTHING),
    }
}

#[cfg(test)]
mod tests;
