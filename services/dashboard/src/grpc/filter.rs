//! Filters: conditions `field = value` joined by AND.

use std::{iter::Peekable, str::Chars};

use haetae_domain::vocabulary::{Level, ServiceType, Status};
use haetae_service_kit::error::Violations;

use crate::{store::Condition, text::clean};

/// Bytes of a filter; anything longer is no list of conditions on four fields.
const LONGEST: usize = 1_000;

/// What is wrong with a filter, in both languages. Never repeats the filter.
#[derive(Debug, PartialEq, Eq)]
struct Wrong(String, String);

/// The conditions of a filter; none for an empty one. Whatever is wrong is noted under `field`.
pub(super) fn parse(v: &mut Violations, field: &str, filter: &str) -> Vec<Condition> {
    conditions(filter).unwrap_or_else(|Wrong(ko, en)| {
        v.add(field, ko, en);
        Vec::new()
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Equals,
}

fn conditions(filter: &str) -> Result<Vec<Condition>, Wrong> {
    if filter.len() > LONGEST {
        return Err(Wrong(format!("{LONGEST}바이트 이하여야 합니다."), format!("Must have at most {LONGEST} bytes.")));
    }
    let mut tokens = tokens(filter)?.into_iter();
    let mut found = Vec::new();
    loop {
        match (tokens.next(), tokens.next(), tokens.next()) {
            (None, None, None) if found.is_empty() => return Ok(found),
            (Some(Token::Word(field)), Some(Token::Equals), Some(Token::Word(value) | Token::Quoted(value))) => {
                found.push(condition(&field, value)?);
            }
            _ => return Err(shape()),
        }
        match tokens.next() {
            None => return Ok(found),
            Some(Token::Word(and)) if and == "AND" => {}
            Some(_) => return Err(shape()),
        }
    }
}

fn condition(field: &str, value: String) -> Result<Condition, Wrong> {
    match field {
        "status" => word(field, &value, Status::ALL, Status::as_str).map(Condition::Status),
        "level" => word(field, &value, Level::ALL, Level::as_str).map(Condition::Level),
        "service_type" => word(field, &value, ServiceType::ALL, ServiceType::as_str).map(Condition::ServiceType),
        "team" => Ok(Condition::Team(clean(value))),
        _ => Err(Wrong(
            "status, level, team, service_type 필드만 사용할 수 있습니다.".into(),
            "Fields are status, level, team and service_type.".into(),
        )),
    }
}

/// A word as the contract names it, e.g. `IN_DIAGNOSIS`.
fn word<W: Copy>(field: &str, value: &str, all: &[W], name: fn(W) -> &'static str) -> Result<W, Wrong> {
    let found = all.iter().copied().find(|word| name(*word).to_ascii_uppercase() == value);
    found.ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|word| name(*word).to_ascii_uppercase()).collect();
        let names = names.join(", ");
        Wrong(format!("{field} 값은 {names} 중 하나여야 합니다."), format!("{field} must be one of {names}."))
    })
}

fn shape() -> Wrong {
    Wrong(
        "`필드 = 값` 조건을 AND로 이어 써야 합니다. 예: level = HIGH AND status = RECEIVED".into(),
        "Must be conditions `field = value` joined by AND, e.g. level = HIGH AND status = RECEIVED.".into(),
    )
}

fn tokens(filter: &str) -> Result<Vec<Token>, Wrong> {
    let mut chars = filter.chars().peekable();
    let mut tokens = Vec::new();
    while let Some(next) = chars.next() {
        match next {
            c if c.is_whitespace() => {}
            '=' => tokens.push(Token::Equals),
            '"' => tokens.push(Token::Quoted(quoted(&mut chars)?)),
            c if in_word(c) => tokens.push(Token::Word(rest_of_word(c, &mut chars))),
            _ => return Err(shape()),
        }
    }
    Ok(tokens)
}

/// Letters of any language, so that Korean team names need no quotes.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

fn rest_of_word(first: char, chars: &mut Peekable<Chars<'_>>) -> String {
    let mut word = String::from(first);
    while let Some(c) = chars.next_if(|c| in_word(*c)) {
        word.push(c);
    }
    word
}

/// The text up to the closing quote; a backslash takes the next character as it is.
fn quoted(chars: &mut Peekable<Chars<'_>>) -> Result<String, Wrong> {
    let mut text = String::new();
    loop {
        match chars.next() {
            Some('"') => return Ok(text),
            Some('\\') => text.push(chars.next().ok_or_else(shape)?),
            Some(c) if !c.is_control() => text.push(c),
            Some(_) | None => return Err(shape()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_in_order() {
        let filter = "level = HIGH AND status=RECEIVED  AND team = \"스마트 \\\"도시\\\"\" AND service_type = PAYMENT";
        assert_eq!(
            conditions(filter),
            Ok(vec![
                Condition::Level(Level::High),
                Condition::Status(Status::Received),
                Condition::Team("스마트 \"도시\"".into()),
                Condition::ServiceType(ServiceType::Payment),
            ])
        );
        assert_eq!(conditions("team = 교통과"), Ok(vec![Condition::Team("교통과".into())]));
        assert_eq!(conditions("team = AND"), Ok(vec![Condition::Team("AND".into())]));
        assert_eq!(conditions("  "), Ok(vec![]));
    }

    #[test]
    fn anything_else_is_refused_and_says_what_is_allowed() {
        for (filter, hint) in [
            ("level", "joined by AND"),
            ("level =", "joined by AND"),
            ("level = HIGH AND", "joined by AND"),
            ("AND level = HIGH", "joined by AND"),
            ("level = HIGH level = LOW", "joined by AND"),
            ("level = HIGH OR level = LOW", "joined by AND"),
            ("level != HIGH", "joined by AND"),
            ("level = HIGH; DROP TABLE reviews", "joined by AND"),
            ("team = \"open", "joined by AND"),
            ("team = \"a\nb\"", "joined by AND"),
            ("\"level\" = HIGH", "joined by AND"),
            ("score = 5", "Fields are"),
            ("LEVEL = HIGH", "Fields are"),
            ("level = high", "LOW, MEDIUM, HIGH, CRITICAL"),
            ("status = OPEN", "RECEIVED"),
            ("service_type = PAY", "PAYMENT"),
            (&"a".repeat(LONGEST + 1), "1000 bytes"),
        ] {
            let Wrong(_, en) = conditions(filter).expect_err(filter);
            assert!(en.contains(hint), "{filter:?}: {en}");
        }
    }
}
