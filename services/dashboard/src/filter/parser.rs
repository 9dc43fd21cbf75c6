//! Tokens as an expression.

use std::{iter::Peekable, vec};

use super::{
    expression::{Expression, Literal},
    lexer::Token,
    operator::Operator,
    wrong::Wrong,
};

/// Maximum nesting of parentheses and `NOT`.
const DEEPEST: usize = 16;
/// Comparisons and searched words at most.
const MOST: usize = 50;

/// Parses `tokens`; none for an empty filter. `end` is the position after the last character.
pub(super) fn parse(tokens: Vec<(Token, usize)>, end: usize) -> Result<Option<Expression>, Wrong> {
    if tokens.is_empty() {
        return Ok(None);
    }
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), end, terms: 0 };
    let expression = parser.expression(0)?;
    match parser.tokens.next() {
        None => Ok(Some(expression)),
        Some((Token::Close, at)) => Err(Wrong::at(at, "여는 괄호가 없습니다.", "this parenthesis was never opened.")),
        Some((_, at)) => Err(Wrong::at(at, "AND 또는 OR로 이어야 합니다.", "join conditions by AND or OR.")),
    }
}

struct Parser {
    tokens: Peekable<vec::IntoIter<(Token, usize)>>,
    /// The position that a message about a missing token points to.
    end: usize,
    terms: usize,
}

impl Parser {
    /// Terms joined by one of `AND` and `OR`; words alone side by side are all searched for.
    fn expression(&mut self, depth: usize) -> Result<Expression, Wrong> {
        let mut terms = vec![self.term(depth)?];
        let mut joined: Option<Token> = None;
        loop {
            let searched = matches!(terms.last(), Some(Expression::Search { .. }));
            let Some((token, at)) = self.tokens.peek().cloned() else { break };
            let join = match token {
                Token::And | Token::Or => {
                    self.tokens.next();
                    token
                }
                Token::Literal(_) if searched && self.searches_next() => Token::And,
                Token::Literal(_) | Token::Not | Token::Open | Token::Close | Token::Operator(_) => break,
            };
            if joined.get_or_insert_with(|| join.clone()) != &join {
                return Err(Wrong::at(
                    at,
                    "AND와 OR를 함께 쓸 때는 괄호로 묶어야 합니다.",
                    "put parentheses where AND and OR meet.",
                ));
            }
            terms.push(self.term(depth)?);
        }
        Ok(match (joined, terms.pop()) {
            (None, Some(only)) => only,
            (Some(Token::Or), Some(last)) => Expression::Any([terms, vec![last]].concat()),
            (_, last) => Expression::All(terms.into_iter().chain(last).collect()),
        })
    }

    /// Whether the word that comes next is one to search for: no operator follows it.
    fn searches_next(&self) -> bool {
        let mut ahead = self.tokens.clone();
        ahead.next();
        !matches!(ahead.peek(), Some((Token::Operator(_), _)))
    }

    fn term(&mut self, depth: usize) -> Result<Expression, Wrong> {
        let Some((token, at)) = self.tokens.next() else { return Err(missing(self.end)) };
        if depth > DEEPEST {
            return Err(Wrong::at(
                at,
                format!("{DEEPEST}단계까지만 중첩할 수 있습니다."),
                format!("must not be nested more than {DEEPEST} deep."),
            ));
        }
        match token {
            Token::Not => Ok(Expression::Not(Box::new(self.term(depth + 1)?))),
            Token::Open => self.group(at, depth + 1),
            Token::Literal(literal) => self.condition(literal),
            Token::And | Token::Or | Token::Close | Token::Operator(_) => Err(missing(at)),
        }
    }

    fn group(&mut self, opened: usize, depth: usize) -> Result<Expression, Wrong> {
        let inner = self.expression(depth)?;
        match self.tokens.next() {
            Some((Token::Close, _)) => Ok(inner),
            Some((_, at)) => Err(Wrong::at(at, "AND 또는 OR로 이어야 합니다.", "join conditions by AND or OR.")),
            None => Err(Wrong::at(opened, "닫는 괄호가 없습니다.", "this parenthesis is never closed.")),
        }
    }

    fn condition(&mut self, first: Literal) -> Result<Expression, Wrong> {
        self.terms += 1;
        if self.terms > MOST {
            let (ko, en) = (format!("조건은 {MOST}개 이하여야 합니다."), format!("at most {MOST} conditions."));
            return Err(Wrong::at(first.at, ko, en));
        }
        let Some(operator) = self.operator() else { return Ok(Expression::Search { text: first }) };
        if first.quoted {
            return Err(Wrong::at(
                first.at,
                "필드 이름은 따옴표 없이 써야 합니다.",
                "write the name of a field without quotes.",
            ));
        }
        match self.tokens.next() {
            // A negative number.
            Some((Token::Not, at)) if matches!(self.tokens.peek(), Some((Token::Literal(_), _))) => {
                let Some((Token::Literal(value), _)) = self.tokens.next() else { return Err(missing(at)) };
                let value = Literal { text: format!("-{}", value.text), at, ..value };
                Ok(Expression::Compare { field: first.text, at: first.at, operator, value })
            }
            Some((Token::Literal(value), _)) => {
                Ok(Expression::Compare { field: first.text, at: first.at, operator, value })
            }
            other => {
                let at = other.map_or(self.end, |(_, at)| at);
                Err(Wrong::at(
                    at,
                    "비교할 값을 써야 합니다. 예약어와 기호는 큰따옴표로 묶으십시오.",
                    "a value must follow; put reserved words and signs in double quotes.",
                ))
            }
        }
    }

    fn operator(&mut self) -> Option<Operator> {
        match self.tokens.next_if(|(token, _)| matches!(token, Token::Operator(_))) {
            Some((Token::Operator(operator), _)) => Some(operator),
            _ => None,
        }
    }
}

fn missing(at: usize) -> Wrong {
    Wrong::at(
        at,
        "조건이 필요합니다. 예: level >= HIGH AND (team = 교통과 OR service_types:PAYMENT)",
        "a condition must stand here, e.g. level >= HIGH AND (team = traffic OR service_types:PAYMENT).",
    )
}
