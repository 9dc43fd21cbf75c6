//! Filters of lists: a subset of AIP-160. The text is parsed into an expression. Together with the list's [`Field`]s
//! the expression becomes a [`Filter`] of typed values, which the store converts to SQL with parameters.
//!
//! `AND`, `OR` and `NOT` (or `-`) with parentheses; `=` `!=` `<` `<=` `>` `>=`; `:` for the content of a list or
//! text, and `:*` for any value; a word or quoted text alone searches. `AND` and `OR` side by side need parentheses:
//! AIP-160 binds `OR` closer and most people expect the opposite, so a filter without them could return rows that the
//! caller did not ask for.

mod expression;
mod field;
mod lexer;
mod operator;
mod parser;
mod typed;
mod value;
mod wrong;

use haetae_service_kit::error::Violations;

pub(crate) use field::{Field, FieldKind};
pub(crate) use operator::Operator;
pub(crate) use typed::{Filter, Test};
pub(crate) use value::Value;

use wrong::Wrong;

/// Characters of a filter at most.
const LONGEST: usize = 2_000;

/// The filter of a list with these fields; an empty text matches everything. Violations are recorded under `name`.
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
