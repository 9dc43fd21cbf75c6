//! Filters as SQL. Every value is a parameter; all other parts come from constants in this program.

use sqlx::{Postgres, QueryBuilder};

use super::{Visible, versions::At};
use crate::{
    filter::{Filter, Operator, Test, Value},
    text::pairs,
};

/// The kind of list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Reviews,
    Findings,
}

/// The condition for the rows of a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) list: List,
    pub(crate) visible: Visible,
    pub(crate) filter: Filter,
}

impl Wanted {
    /// Adds one condition on the relation `r`, in parentheses.
    pub(super) fn push(&self, sql: &mut QueryBuilder<Postgres>, at: At) {
        sql.push("(");
        self.visible.push(sql);
        if self.filter != Filter::EVERYTHING {
            sql.push(" AND ");
            filter(sql, &self.filter, (self.list, at));
        }
        sql.push(")");
    }
}

impl Visible {
    /// Adds the condition that the caller may see the row `r`.
    pub(super) fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        match self {
            Self::All => sql.push("true"),
            Self::Nothing => sql.push("false"),
            Self::Team(team) => sql.push("r.team = ").push_bind(team.clone()),
        };
    }
}

fn filter(sql: &mut QueryBuilder<Postgres>, of: &Filter, within: (List, At)) {
    match of {
        Filter::All(inner) => joined(sql, inner, (" AND ", "true"), within),
        Filter::Any(inner) => joined(sql, inner, (" OR ", "false"), within),
        // A missing value matches no comparison, so the negation has to match it.
        Filter::Not(inner) => {
            sql.push("(");
            filter(sql, inner, within);
            sql.push(") IS NOT TRUE");
        }
        Filter::Test(test) => compare(sql, test),
        Filter::Search(folded) => search(sql, (folded, None), within),
        Filter::Part(column, folded) => match folded_in(within.0, column) {
            Folded::Texts(line) => search(sql, (folded, Some(line)), within),
            Folded::Row(column, line) => has(sql, &format!("r.{column}"), (folded, Some(line))),
        },
    }
}

/// A part that a folded text has to contain, in one of its lines or in any.
type SearchPart<'a> = (&'a str, Option<u8>);

/// The place of the folded text of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folded {
    /// This line of the searched text.
    Texts(u8),
    /// This line of a column of the row.
    Row(&'static str, u8),
}

/// The location of the folded text of a list's column; see `lines` at the code that writes the columns.
pub(super) fn folded_in(list: List, column: &str) -> Folded {
    match (list, column) {
        (List::Reviews, "title") => Folded::Texts(1),
        (List::Reviews, "requester_subject") => Folded::Row("people", 1),
        (List::Reviews, "assignee_subject") => Folded::Row("people", 2),
        (List::Reviews, _) => Folded::Texts(3),
        (List::Findings, "owner") => Folded::Texts(4),
        (List::Findings, "checkpoint") => Folded::Texts(5),
        (List::Findings, "assignee_subject") => Folded::Row("folded", 2),
        (List::Findings, _) => Folded::Row("folded", 1),
    }
}

fn search(sql: &mut QueryBuilder<Postgres>, part: SearchPart<'_>, (list, at): (List, At)) {
    match list {
        List::Reviews => {
            sql.push("r.review_id IN (");
            find(sql, part, at);
            sql.push(")");
        }
        // The texts of a finding never change.
        List::Findings => {
            sql.push("(r.review_id, r.number) IN (SELECT t.review_id, t.number FROM diagnosis.openings t WHERE ");
            holds(sql, part);
            sql.push(")");
        }
    }
}

/// Adds a `SELECT` of the reviews whose texts contain this part.
pub(super) fn find(sql: &mut QueryBuilder<Postgres>, part: SearchPart<'_>, at: At) {
    sql.push("SELECT t.review_id FROM board.texts t WHERE ");
    holds(sql, part);
    sql.push(" AND t.seq <= ").push_bind(at.bound());
    sql.push(" AND t.until > ").push_bind(at.bound());
}

/// The condition that a text contains this part. The index of pairs narrows the rows to compare.
fn holds(sql: &mut QueryBuilder<Postgres>, part: SearchPart<'_>) {
    has(sql, "t.folded", part);
    let pairs = pairs(part.0);
    if !pairs.is_empty() {
        sql.push(" AND t.pairs @> ").push_bind(pairs);
    }
}

fn has(sql: &mut QueryBuilder<Postgres>, column: &str, (folded, line): SearchPart<'_>) {
    match line {
        None => sql.push(column),
        Some(line) => sql.push(format_args!("split_part({column}, E'\\n', {line})")),
    };
    sql.push(" LIKE ").push_bind(contains(folded));
}

fn joined(sql: &mut QueryBuilder<Postgres>, inner: &[Filter], (by, none): (&str, &str), within: (List, At)) {
    sql.push("(");
    for (n, one) in inner.iter().enumerate() {
        sql.push(if n == 0 { "" } else { by });
        filter(sql, one, within);
    }
    sql.push(if inner.is_empty() { none } else { "" }).push(")");
}

fn compare(sql: &mut QueryBuilder<Postgres>, test: &Test) {
    let Test { column, operator, value } = test;
    let opposite = *operator == Operator::NotEqual;
    sql.push(if opposite { "(" } else { "" });
    let from = exists_with(column);
    if let Some(from) = from {
        sql.push("(r.").push(from).push(" IS NOT NULL AND ");
    }
    sql.push("r.").push(*column);
    match value {
        Value::Present => sql.push(" IS NOT NULL"),
        Value::Filled => sql.push(" <> '{}'"),
        Value::Words(words) if is_list(column) => sql.push(" @> ").push_bind(texts(words)),
        Value::Words(words) => sql.push(" = ANY(").push_bind(texts(words)).push(")"),
        Value::Text(text) => equal(sql, *operator).push_bind(text.clone()),
        Value::Number(number) => equal(sql, *operator).push_bind(*number),
        Value::Time(time) => equal(sql, *operator).push_bind(*time),
        Value::Flag(flag) => equal(sql, *operator).push_bind(*flag),
        Value::Id(id) => equal(sql, *operator).push_bind(*id),
        Value::IdsBetween(first, last) => sql.push(" BETWEEN ").push_bind(*first).push(" AND ").push_bind(*last),
        Value::Ids(ids) => sql.push(" = ANY(").push_bind(ids.clone()).push(")"),
    };
    sql.push(if from.is_some() { ")" } else { "" });
    sql.push(if opposite { ") IS NOT TRUE" } else { "" });
}

/// A column that is NULL when the given column, which is then 0, has no value: for a review without a score or
/// without a checklist.
fn exists_with(column: &str) -> Option<&'static str> {
    match column {
        "score" => Some("level"),
        "open_findings" | "accepted_findings" => Some("total"),
        _ => None,
    }
}

/// Adds the operator. `!=` is the negation of `=`, so it matches where there is no value.
fn equal(sql: &mut QueryBuilder<Postgres>, operator: Operator) -> &mut QueryBuilder<Postgres> {
    let operator = if operator == Operator::NotEqual { Operator::Equal } else { operator };
    sql.push(" ").push(operator.as_str()).push(" ")
}

fn is_list(column: &str) -> bool {
    matches!(column, "service_types" | "components")
}

fn texts(words: &[&'static str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The `LIKE` pattern for texts that contain `part`.
fn contains(part: &str) -> String {
    let escaped = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
