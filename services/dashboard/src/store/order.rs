//! Orders of lists, and pages that continue after a row.

use haetae_projector::PgTimestamp;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// The fields by which one kind of list can be ordered.
pub(crate) trait OrderBy: Copy + PartialEq + std::fmt::Debug + 'static {
    /// The type of the rows.
    type Row;
    /// Every one.
    const ALL: &'static [Self];
    /// The columns that identify a row, and order rows with equal values.
    const KEY: &'static [&'static str];

    /// Its name, as callers write it.
    fn name(self) -> &'static str;

    /// The column of the field.
    fn column(self) -> &'static str {
        self.name()
    }

    /// The value a row has in this order.
    fn value(self, of: &Self::Row) -> Sorted;

    /// The value a row has in a column of the key.
    fn key_value(column: usize, of: &Self::Row) -> Sorted;
}

/// A value that rows are ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sorted {
    Time(PgTimestamp),
    Number(i32),
    Text(String),
    Id(Uuid),
}

/// The place of a row in a list: its values in the parts of the order, then its key. A page starts after a place,
/// whether or not that row still exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keyset(pub(crate) Vec<Sorted>);

impl Keyset {
    /// The place of `row`.
    pub(crate) fn of<B: OrderBy>(order: &[Order<B>], row: &B::Row) -> Self {
        let value = |(part, _)| match part {
            OrderPart::Chosen(by) => B::value(by, row),
            OrderPart::Key(column) => B::key_value(column, row),
        };
        Self(parts(order).map(value).collect())
    }
}

impl Sorted {
    fn bind(&self, sql: &mut QueryBuilder<Postgres>) {
        match self {
            Self::Time(time) => sql.push_bind(*time),
            Self::Number(number) => sql.push_bind(*number),
            Self::Text(text) => sql.push_bind(text.clone()),
            Self::Id(id) => sql.push_bind(*id),
        };
    }
}

/// One part of the order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order<B> {
    pub(crate) by: B,
    pub(crate) descending: bool,
}

/// A column to order by: a part of the order, or of the key.
#[derive(Clone, Copy)]
enum OrderPart<B> {
    Chosen(B),
    Key(usize),
}

/// Adds `ORDER BY`; equals are ordered by their keys, in the direction of the last part.
pub(super) fn push<B: OrderBy>(sql: &mut QueryBuilder<Postgres>, order: &[Order<B>]) {
    for (n, (part, descending)) in parts(order).enumerate() {
        sql.push(if n == 0 { " ORDER BY " } else { ", " }).push(column(part));
        sql.push(if descending { " DESC" } else { " ASC" });
    }
}

/// Adds the condition for rows after `last`, in an order whose parts may have different directions.
pub(super) fn follows<B: OrderBy>(sql: &mut QueryBuilder<Postgres>, order: &[Order<B>], last: &Keyset) {
    let parts: Vec<_> = parts(order).zip(&last.0).collect();
    // Where the index is entered.
    if let Some(((part, descending), value)) = parts.first() {
        sql.push(" AND r.").push(column(*part)).push(if *descending { " <= " } else { " >= " });
        value.bind(sql);
    }
    sql.push(" AND (");
    for (n, ((part, descending), value)) in parts.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { " OR (" });
        for ((equal, _), value) in &parts[..n] {
            sql.push("r.").push(column(*equal)).push(" = ");
            value.bind(sql);
            sql.push(" AND ");
        }
        sql.push("r.").push(column(*part)).push(if *descending { " < " } else { " > " });
        value.bind(sql);
        sql.push(")");
    }
    sql.push(")");
}

/// Adds the condition that no row at a position has a time later than the latest time up to it, for orders by
/// `times`, which are times of commits. The condition is always true; it lets an index scan begin at the right place.
/// Without it, a list as of long ago would scan everything since.
pub(super) fn not_after<B: OrderBy>(
    sql: &mut QueryBuilder<Postgres>,
    order: &[Order<B>],
    times: &[B],
    latest: Option<PgTimestamp>,
) {
    let first = order.first().map(|order| order.by).filter(|by| times.contains(by));
    if let (Some(by), Some(latest)) = (first, latest) {
        sql.push(" AND r.").push(by.column()).push(" <= ").push_bind(latest);
    }
}

fn parts<B: OrderBy>(order: &[Order<B>]) -> impl Iterator<Item = (OrderPart<B>, bool)> {
    let ties_descend = order.last().is_some_and(|last| last.descending);
    let keys = (0..B::KEY.len()).map(move |column| (OrderPart::Key(column), ties_descend));
    order.iter().map(|order| (OrderPart::Chosen(order.by), order.descending)).chain(keys)
}

fn column<B: OrderBy>(part: OrderPart<B>) -> &'static str {
    match part {
        OrderPart::Chosen(by) => by.column(),
        OrderPart::Key(column) => B::KEY[column],
    }
}
