//! Splits a filter into words, quoted texts and signs.

use std::{
    iter::{self, Peekable},
    str::Chars,
};

use haetae_domain::characters::{Forbidden, control_in};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::{expression::Literal, operator::Operator, wrong::Wrong};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word or quoted text; `AND`, `OR` and `NOT` are keywords only without quotes.
    Literal(Literal),
    And,
    Or,
    Not,
    Open,
    Close,
    Operator(Operator),
}

/// The tokens of a filter, each with the character it starts at, from 1.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Wrong> {
    let mut input = Input { chars: text.chars().peekable(), at: 0 };
    let mut tokens = Vec::new();
    while let Some(c) = input.next() {
        if !c.is_whitespace() {
            let at = input.at;
            tokens.push((token(c, &mut input)?, at));
        }
    }
    Ok(tokens)
}

/// The remaining characters, and the number of consumed ones.
struct Input<'a> {
    chars: Peekable<Chars<'a>>,
    at: usize,
}

impl Input<'_> {
    fn next(&mut self) -> Option<char> {
        self.next_if(|_| true)
    }

    fn next_if(&mut self, wanted: impl FnOnce(char) -> bool) -> Option<char> {
        let next = self.chars.next_if(|c| wanted(*c))?;
        self.at += 1;
        Some(next)
    }
}

fn token(first: char, input: &mut Input<'_>) -> Result<Token, Wrong> {
    use Operator::{Equal, Greater, GreaterOrEqual, Has, Less, LessOrEqual, NotEqual};
    let at = input.at;
    let mut or_equal = |plain, or_equal| if input.next_if(|c| c == '=').is_some() { or_equal } else { plain };
    Ok(match first {
        '(' => Token::Open,
        ')' => Token::Close,
        '-' => Token::Not,
        ':' => Token::Operator(Has),
        '=' => Token::Operator(Equal),
        '<' => Token::Operator(or_equal(Less, LessOrEqual)),
        '>' => Token::Operator(or_equal(Greater, GreaterOrEqual)),
        '!' if input.next_if(|c| c == '=').is_some() => Token::Operator(NotEqual),
        '"' => Token::Literal(Literal { text: quoted(at, input)?, quoted: true, at }),
        c if starts_word(c) => word(c, at, input),
        _ => {
            return Err(Wrong::at(
                at,
                "쓸 수 없는 문자입니다. 글자 그대로 찾으려면 큰따옴표로 묶으십시오.",
                "this character has no meaning here; put text in double quotes to search for it as it is.",
            ));
        }
    })
}

/// Letters of any language, so that Korean words need no quotes, and symbols used as letters, such as `㎏`; `*` stands
/// for any value.
fn starts_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '_' | '.' | '*')
        || (!c.is_ascii() && iter::once(c).nfkc().all(char::is_alphanumeric))
}

fn word(first: char, at: usize, input: &mut Input<'_>) -> Token {
    let mut text = String::from(first);
    while let Some(c) = input.next_if(|c| starts_word(c) || c == '-' || is_combining_mark(c)) {
        text.push(c);
    }
    match text.as_str() {
        "AND" => Token::And,
        "OR" => Token::Or,
        "NOT" => Token::Not,
        _ => Token::Literal(Literal { text, quoted: false, at }),
    }
}

/// The text up to the closing quote; a backslash escapes the next character.
fn quoted(at: usize, input: &mut Input<'_>) -> Result<String, Wrong> {
    let open = || Wrong::at(at, "닫는 큰따옴표가 없습니다.", "the quote is never closed.");
    let mut text = String::new();
    loop {
        match input.next().ok_or_else(open)? {
            '"' => return Ok(text),
            '\\' => text.push(input.next().ok_or_else(open)?),
            c => match control_in(c.encode_utf8(&mut [0; 4]), |_| false) {
                Some(Forbidden { shown, why }) => {
                    return Err(Wrong::at(
                        input.at,
                        format!("{shown} 문자를 포함할 수 없습니다. {}", why.ko),
                        format!("must not contain {shown}: {}.", why.en),
                    ));
                }
                None => text.push(c),
            },
        }
    }
}
