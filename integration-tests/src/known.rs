//! A list as its watcher knows it: every change has to fit what is known, so that a lost or a repeated one shows.

use std::{collections::BTreeMap, fmt::Debug};

use anyhow::{Context as _, Result, bail, ensure};
use haetae_proto::dashboard::v1::{ReviewRow, WatchReviewsResponse, review_change::Change};
use serde_json::Value;

/// Rows by the id of their review, as the stream sent them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<R> {
    /// What is in the list.
    pub rows: BTreeMap<String, R>,
}

impl<R> Default for Known<R> {
    fn default() -> Self {
        Self { rows: BTreeMap::new() }
    }
}

impl Known<ReviewRow> {
    /// Applies a step of the stream.
    ///
    /// # Errors
    /// When a change came twice, or changes a row that never came.
    pub fn take_in(&mut self, step: WatchReviewsResponse) -> Result<()> {
        for change in step.changes {
            let before = change.before;
            let was = |id: &str, known: Option<&ReviewRow>| {
                ensure!(before.as_ref() == known, "{id} was not as it is said to have been: {before:?}");
                Ok(())
            };
            match &change.change {
                Some(Change::Updated(row)) => was(&row.review_id, self.rows.get(&row.review_id))?,
                Some(Change::Left(id)) => was(id, self.rows.get(id))?,
                Some(Change::Entered(row)) => was(&row.review_id, None)?,
                None => {}
            }
            match change.change.context("a change of nothing")? {
                Change::Entered(row) => self.enter(row.review_id.clone(), row)?,
                Change::Updated(row) => self.update(row.review_id.clone(), row)?,
                Change::Left(id) => self.leave(&id)?,
            }
        }
        Ok(())
    }
}

impl Known<Value> {
    /// Takes in a line of JSON that the command line printed.
    ///
    /// # Errors
    /// When it is none, or as [`Known::take_in`].
    pub fn read(&mut self, line: &str) -> Result<()> {
        let change: Value = serde_json::from_str(line).with_context(|| format!("no JSON: {line}"))?;
        let id = |row: &Value| row["reviewId"].as_str().map(str::to_owned).context("a row without a review");
        if let Some(row) = change.get("entered") {
            self.enter(id(row)?, row.clone())
        } else if let Some(row) = change.get("updated") {
            self.update(id(row)?, row.clone())
        } else if let Some(id) = change["left"].as_str() {
            self.leave(id)
        } else {
            bail!("a change of nothing: {line}")
        }
    }
}

impl<R: PartialEq + Debug> Known<R> {
    fn enter(&mut self, id: String, row: R) -> Result<()> {
        let before = self.rows.insert(id, row);
        ensure!(before.is_none(), "entered twice: {before:?}");
        Ok(())
    }

    fn update(&mut self, id: String, row: R) -> Result<()> {
        let known = self.rows.get(&id).with_context(|| format!("never entered: {row:?}"))?;
        ensure!(*known != row, "told twice: {row:?}");
        self.rows.insert(id, row);
        Ok(())
    }

    fn leave(&mut self, id: &str) -> Result<()> {
        self.rows.remove(id).map(drop).with_context(|| format!("left without having been there: {id}"))
    }
}
