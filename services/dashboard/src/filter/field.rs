//! The kinds of fields of a list, and the meaning of an expression for each. The fields themselves are defined with
//! their columns.

use uuid::Uuid;

use super::{
    expression::{Expression, Literal},
    operator::Operator,
    typed::{Filter, Test},
    value::{Value, time},
    wrong::Wrong,
};
use crate::{
    board::Number,
    text::{clean, fold},
};

/// A field that a filter may name.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) column: &'static str,
    pub(crate) kind: FieldKind,
}

/// The kind of a field's values.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FieldKind {
    /// A word of a vocabulary without order.
    Word(fn() -> Vec<&'static str>),
    /// A word of a vocabulary from harmless to harmful.
    Scale(fn() -> Vec<&'static str>),
    /// Several words.
    Words(fn() -> Vec<&'static str>),
    /// Text.
    Text,
    /// A whole number, not negative.
    Number,
    /// A point in time.
    Time,
    /// `true` or `false`.
    Flag,
    /// `true` where the column contains this word.
    Is(&'static str),
    /// `true` where the column, a list, is not empty.
    Any,
    /// A UUID; with `:` also a prefix of one.
    Id,
    /// The short number of a review.
    ReviewNumber,
}

impl FieldKind {
    /// The operators that take a value.
    fn operators(self) -> &'static [Operator] {
        use Operator::{Equal, Greater, GreaterOrEqual, Has, Less, LessOrEqual, NotEqual};
        match self {
            Self::Text | Self::Words(_) | Self::Id => &[Equal, NotEqual, Has],
            Self::ReviewNumber | Self::Scale(_) | Self::Number => {
                &[Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual]
            }
            Self::Time => &[Less, LessOrEqual, Greater, GreaterOrEqual],
            Self::Word(_) | Self::Flag | Self::Is(_) | Self::Any => &[Equal, NotEqual],
        }
    }

    /// All operators and values that may follow a field of this kind, as written in a filter; `:*` may follow every
    /// field.
    pub(super) fn offered(self) -> Vec<&'static str> {
        self.operators().iter().map(|operator| operator.as_str()).chain([":*"]).collect()
    }
}

/// The filter an expression means.
pub(super) fn resolve(expression: Expression, fields: &[Field]) -> Result<Filter, Wrong> {
    let all = |expressions: Vec<_>| expressions.into_iter().map(|it| resolve(it, fields)).collect::<Result<_, _>>();
    match expression {
        Expression::All(inner) => all(inner).map(Filter::All),
        Expression::Any(inner) => all(inner).map(Filter::Any),
        Expression::Not(inner) => Ok(Filter::Not(Box::new(resolve(*inner, fields)?))),
        Expression::Search { text } => search(text, fields),
        Expression::Compare { field, at, operator, value } => {
            let known = fields.iter().find(|known| known.name == field).ok_or_else(|| unknown(at, fields))?;
            compare(known, at, operator, value)
        }
    }
}

fn search(text: Literal, fields: &[Field]) -> Result<Filter, Wrong> {
    if !text.quoted
        && let Some(field) = fields.iter().find(|field| field.name == text.text)
    {
        let name = field.name;
        let (ko, en) = (
            format!("{name} 필드 뒤에 연산자와 값을 쓰거나, 글자 그대로 찾으려면 큰따옴표로 묶으십시오."),
            format!("{name} is a field: an operator and a value must follow, or quotes to search for the word."),
        );
        return Err(Wrong::at(text.at, ko, en));
    }
    if !text.quoted && text.text.contains('*') {
        return Err(Wrong::at(
            text.at,
            "*는 `필드:*` 형태로만 쓸 수 있습니다. 일부만 써도 포함된 글자를 찾습니다.",
            "* has a meaning only in `field:*`; a search finds parts of words anyway.",
        ));
    }
    let folded = fold(&text.text);
    if folded.trim().is_empty() {
        return Err(Wrong::at(text.at, "찾을 글자가 없습니다.", "there is nothing to search for."));
    }
    Ok(Filter::Search(folded))
}

fn compare(field: &Field, at: usize, operator: Operator, value: Literal) -> Result<Filter, Wrong> {
    let name = field.name;
    if operator == Operator::Has && value.text == "*" && !value.quoted {
        return Ok(present(field));
    }
    if !field.kind.operators().contains(&operator) {
        let offered = field.kind.offered().join(" ");
        return Err(Wrong::at(
            at,
            format!("{name} 필드에는 {offered} 연산자만 쓸 수 있습니다."),
            format!("{name} can be compared by {offered} only."),
        ));
    }
    let test = |value| Filter::Test(Test { column: field.column, operator, value });
    let (at, text) = (value.at, value.text);
    let wrong = |ko: &str, en: &str| Wrong::at(at, format!("{name} 값은 {ko}"), format!("{name} must be {en}"));
    let value = match field.kind {
        FieldKind::Word(all) | FieldKind::Words(all) => {
            Value::Words(vec![word(&text, &all()).ok_or_else(|| among(at, name, &all()))?])
        }
        FieldKind::Scale(all) => {
            let all = all();
            let word = word(&text, &all).ok_or_else(|| among(at, name, &all))?;
            return Ok(scale(field.column, operator, word, &all));
        }
        FieldKind::Text if text.is_empty() => return Err(wrong("비어 있을 수 없습니다.", "text that is not empty.")),
        FieldKind::Text if operator == Operator::Has => {
            let folded = fold(&text);
            let nothing = || wrong("보이는 글자여야 합니다.", "text that can be seen.");
            return if folded.trim().is_empty() { Err(nothing()) } else { Ok(Filter::Part(field.column, folded)) };
        }
        FieldKind::Text => Value::Text(clean(text)),
        FieldKind::Number => Value::Number(
            text.parse::<u32>()
                .map(i64::from)
                .map_err(|_| wrong("0 이상의 정수여야 합니다.", "a whole number from 0."))?,
        ),
        FieldKind::Time => Value::Time(time(&text).ok_or_else(|| {
            wrong(
                "날짜(2026-01-31, 한국 시각 0시) 또는 큰따옴표로 묶은 RFC 3339 시각이어야 합니다.",
                "a date such as 2026-01-31, which begins at midnight in Korea, or a time of RFC 3339 in double quotes.",
            )
        })?),
        FieldKind::Flag => Value::Flag(flag(&text).ok_or_else(|| wrong(FLAG.0, FLAG.1))?),
        FieldKind::Is(_) | FieldKind::Any => {
            let same = flag(&text).ok_or_else(|| wrong(FLAG.0, FLAG.1))? == (operator == Operator::Equal);
            let operator = if same { Operator::Equal } else { Operator::NotEqual };
            let value = if let FieldKind::Is(held) = field.kind { Value::Words(vec![held]) } else { Value::Filled };
            return Ok(Filter::Test(Test { column: field.column, operator, value }));
        }
        FieldKind::ReviewNumber | FieldKind::Id => {
            named(field.kind, operator, &text).map_err(|(ko, en)| wrong(ko, en))?
        }
    };
    Ok(test(value))
}

/// The condition that a field has a value. An empty list has none, and a flag always has one.
fn present(field: &Field) -> Filter {
    let value = match field.kind {
        FieldKind::Flag | FieldKind::Is(_) | FieldKind::Any => return Filter::EVERYTHING,
        FieldKind::Words(_) => Value::Filled,
        FieldKind::Word(_)
        | FieldKind::Scale(_)
        | FieldKind::Text
        | FieldKind::Number
        | FieldKind::Time
        | FieldKind::Id
        | FieldKind::ReviewNumber => Value::Present,
    };
    Filter::Test(Test { column: field.column, operator: Operator::Has, value })
}

/// The error text for a flag that is neither true nor false.
const FLAG: (&str, &str) = ("true 또는 false여야 합니다.", "true or false.");

fn flag(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The value that identifies a review: its number, its id, or a prefix of the id. Otherwise the expected form, in
/// both languages.
fn named(kind: FieldKind, operator: Operator, text: &str) -> Result<Value, (&'static str, &'static str)> {
    if matches!(kind, FieldKind::ReviewNumber) {
        let number = Number::parse(text).map(|number| Value::Number(number.get()));
        return number.ok_or(("R-2026-0142 형식의 검토 번호여야 합니다.", "a short number such as R-2026-0142."));
    }
    if operator == Operator::Has {
        let beginning = beginning(text).map(|(first, last)| Value::IdsBetween(first, last));
        return beginning.ok_or(("하이픈을 포함한 UUID의 앞부분이어야 합니다.", "how a UUID with hyphens begins."));
    }
    let id = Uuid::try_parse(text).ok().filter(|_| text.len() == 36);
    id.map(Value::Id).ok_or(("하이픈을 포함한 36자 UUID여야 합니다.", "a UUID of 36 characters with hyphens."))
}

/// The first and the last UUID with this prefix.
fn beginning(text: &str) -> Option<(Uuid, Uuid)> {
    let filled = |with: &str| {
        let rest = with.get(text.len()..)?;
        Uuid::try_parse(&format!("{text}{rest}")).ok()
    };
    let first = filled("00000000-0000-0000-0000-000000000000")?;
    let last = filled("ffffffff-ffff-ffff-ffff-ffffffffffff")?;
    (!text.is_empty()).then_some((first, last))
}

/// A word as the contract names it, e.g. `IN_DIAGNOSIS`.
fn word(text: &str, all: &[&'static str]) -> Option<&'static str> {
    all.iter().copied().find(|word| word.to_ascii_uppercase() == text)
}

/// The words for which the relation holds; a missing word satisfies only `!=`.
fn scale(column: &'static str, operator: Operator, word: &str, all: &[&'static str]) -> Filter {
    let place = |word: &str| all.iter().position(|other| *other == word);
    let words = |operator: Operator| {
        Value::Words(all.iter().copied().filter(|other| operator.holds(place(other), place(word))).collect())
    };
    let (operator, value) = match operator {
        Operator::NotEqual => (Operator::NotEqual, words(Operator::Equal)),
        Operator::Equal
        | Operator::Less
        | Operator::LessOrEqual
        | Operator::Greater
        | Operator::GreaterOrEqual
        | Operator::Has => (Operator::Equal, words(operator)),
    };
    Filter::Test(Test { column, operator, value })
}

fn among(at: usize, name: &str, all: &[&'static str]) -> Wrong {
    let names: Vec<_> = all.iter().map(|word| word.to_ascii_uppercase()).collect();
    let names = names.join(", ");
    Wrong::at(at, format!("{name} 값은 {names} 중 하나여야 합니다."), format!("{name} must be one of {names}."))
}

fn unknown(at: usize, fields: &[Field]) -> Wrong {
    let names: Vec<_> = fields.iter().map(|field| field.name).collect();
    let names = names.join(", ");
    Wrong::at(at, format!("쓸 수 있는 필드는 {names}입니다."), format!("fields are {names}."))
}
