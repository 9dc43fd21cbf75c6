//! Finds the rows in which two generations differ.

use std::collections::HashMap;

use bytes::Bytes;
use sqlx::PgConnection;

use crate::{
    Difference, Table, TableDump,
    dump::{Hashed, Lines, key_of},
};

/// Rows kept in memory because their counterpart has not come yet.
const WAITING: usize = 10_000;

/// Compares two schemas row by row: returns the dump they share, or their differences. Memory does not grow with the
/// tables, but with the rows that only one of them has.
///
/// # Errors
/// Errors of the database.
pub async fn difference(
    left: (&mut PgConnection, &str),
    right: (&mut PgConnection, &str),
    tables: &[Table],
) -> sqlx::Result<Result<Vec<TableDump>, Difference>> {
    let (mut dumps, mut found) = (Vec::with_capacity(tables.len()), Difference::default());
    for table in tables {
        let a = Lines::of(left.0, left.1, table).await?;
        let b = Lines::of(right.0, right.1, table).await?;
        dumps.push(compare(table, (a, b), &mut found).await?);
    }
    Ok(if found.total == 0 { Ok(dumps) } else { Err(found) })
}

async fn compare(
    table: &Table,
    (mut a, mut b): (Lines<'_>, Lines<'_>),
    found: &mut Difference,
) -> sqlx::Result<TableDump> {
    let (mut dump, mut waiting) = (Hashed::new(table), Waiting::default());
    loop {
        let (one, other) = (a.next().await?, b.next().await?);
        if let (None, None) = (&one, &other) {
            break;
        }
        if one == other && waiting.is_empty() {
            one.iter().for_each(|line| dump.add(line));
            continue;
        }
        if let Some(line) = one {
            waiting.take(table, (line, true), found);
        }
        if let Some(line) = other {
            waiting.take(table, (line, false), found);
        }
        if waiting.left.len().max(waiting.right.len()) > WAITING {
            found.more = true;
            a.drain().await?;
            b.drain().await?;
            break;
        }
    }
    waiting.finish(table, found);
    Ok(dump.finish())
}

/// Rows whose counterpart was not read yet, by key, in their order.
#[derive(Default)]
struct Waiting {
    left: Side,
    right: Side,
}

#[derive(Default)]
struct Side {
    rows: HashMap<String, (u64, Bytes)>,
    came: u64,
}

impl Side {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn keep(&mut self, key: String, line: Bytes) {
        self.came += 1;
        self.rows.insert(key, (self.came, line));
    }

    fn in_order(self) -> Vec<String> {
        let mut rows: Vec<_> = self.rows.into_iter().map(|(key, (place, _))| (place, key)).collect();
        rows.sort_unstable();
        rows.into_iter().map(|(_, key)| key).collect()
    }
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.left.len() + self.right.len() == 0
    }

    /// Compares a row with its counterpart if that has come; otherwise keeps it.
    fn take(&mut self, table: &Table, (line, is_left): (Bytes, bool), found: &mut Difference) {
        let (own, other) = if is_left { (&mut self.left, &mut self.right) } else { (&mut self.right, &mut self.left) };
        let key = key_of(&line, table);
        match other.rows.remove(&key) {
            Some((_, counterpart)) if counterpart == line => {}
            Some(_) => found.add(table.name, Some(key.clone()), Some(key)),
            None => own.keep(key, line),
        }
    }

    fn finish(self, table: &Table, found: &mut Difference) {
        for key in self.left.in_order() {
            found.add(table.name, Some(key), None);
        }
        for key in self.right.in_order() {
            found.add(table.name, None, Some(key));
        }
    }
}
