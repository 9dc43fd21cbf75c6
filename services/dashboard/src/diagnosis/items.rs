//! The checkpoints of checklists, as they are added and removed.

use std::collections::HashMap;

use haetae_domain::vocabulary::Layer;
use haetae_projector::{NewRows, Tables};
use uuid::Uuid;

use super::{
    change::{Diagnosed, Item, ListedItems},
    never::NEVER,
};

const END: &str = "UPDATE items SET until = ended.seq \
    FROM UNNEST($1::uuid[], $2::text[], $3::bigint[]) AS ended (review_id, checkpoint, seq) \
    WHERE items.review_id = ended.review_id AND items.checkpoint = ended.checkpoint \
        AND items.until = 9223372036854775807";

/// Rows to be written, and rows of the table that end.
#[derive(Debug, Default)]
pub(super) struct Items {
    rows: Vec<(Uuid, Item, i64, i64)>,
    /// The latest row of each checkpoint among those to be written.
    latest: HashMap<(Uuid, String), usize>,
    ended: HashMap<(Uuid, String), i64>,
    items: NewRows,
}

impl Items {
    /// A checklist was generated or revised.
    pub(super) fn list(&mut self, change: &Diagnosed, listed: &ListedItems) {
        let (review, seq) = (change.review_id, change.sequence.cast_signed());
        listed.gone.iter().for_each(|checkpoint| self.end((review, checkpoint.clone()), seq));
        for item in &listed.items {
            let key = (review, item.checkpoint.clone());
            // A commit lists a checkpoint once; of duplicates, the first counts.
            if self.latest.get(&key).is_some_and(|row| self.rows[*row].2 == seq) {
                continue;
            }
            self.latest.insert(key, self.rows.len());
            self.rows.push((review, item.clone(), seq, NEVER));
        }
    }

    fn end(&mut self, key: (Uuid, String), seq: i64) {
        match self.latest.get(&key).map(|row| &mut self.rows[*row]) {
            Some((_, _, _, until)) => *until = seq.min(*until),
            // The first end counts; a row that ends later belongs to this batch.
            None => _ = self.ended.entry(key).or_insert(seq),
        }
    }

    /// Writes the rows and clears the buffers.
    pub(super) async fn store(&mut self, tables: &mut Tables<'_>) -> sqlx::Result<()> {
        if !self.ended.is_empty() {
            let each = || self.ended.iter();
            let query = sqlx::query(END)
                .bind(each().map(|((review, _), _)| *review).collect::<Vec<_>>())
                .bind(each().map(|((_, checkpoint), _)| checkpoint.as_str()).collect::<Vec<_>>())
                .bind(each().map(|(_, seq)| *seq).collect::<Vec<_>>());
            query.execute(&mut **tables).await?;
            self.ended.clear();
        }
        self.latest.clear();
        for (review, item, seq, until) in self.rows.drain(..) {
            let row = self.items.row(6).uuid(review).text(&item.checkpoint).bigint(seq).bigint(until);
            row.text_or_null(item.layer.map(Layer::as_str)).boolean(item.mandatory);
        }
        tables.insert("items", &mut self.items).await
    }
}
