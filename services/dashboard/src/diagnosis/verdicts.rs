//! Verdicts, as they are recorded and superseded.

use std::collections::HashMap;

use haetae_domain::vocabulary::{Layer, Method, VerdictResult};
use haetae_projector::{NewRows, Tables};
use uuid::Uuid;

use super::{
    change::{Again, Diagnosed, RecordedVerdicts},
    checklists::Checklist,
    never::NEVER,
};
use crate::text::clean;

const END: &str = "UPDATE verdicts SET until = ended.seq, \
        corrected = CASE WHEN verdicts.round = ended.round THEN ended.seq ELSE verdicts.corrected END \
    FROM UNNEST($1::uuid[], $2::text[], $3::bigint[], $4::int[]) AS ended (review_id, checkpoint, seq, round) \
    WHERE verdicts.review_id = ended.review_id AND verdicts.checkpoint = ended.checkpoint \
        AND verdicts.until = 9223372036854775807";

/// Ends every Fail of the finding's own rounds: none of them counts.
const RETRACT: &str = "UPDATE verdicts SET until = LEAST(verdicts.until, retracted.seq), corrected = retracted.seq \
    FROM UNNEST($1::uuid[], $2::text[], $3::int[], $4::bigint[]) AS retracted (review_id, checkpoint, round, seq) \
    WHERE verdicts.review_id = retracted.review_id AND verdicts.checkpoint = retracted.checkpoint \
        AND verdicts.round >= retracted.round AND verdicts.result = 'fail' \
        AND verdicts.corrected = 9223372036854775807";

/// Rows to be written, and rows of the table that end.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    judgements: NewRows,
    verdicts: NewRows,
    rows: Vec<VerdictRow>,
    /// Ranges of rows for a review: for each of its commits with verdicts, the first row and the one after the last.
    of_review: HashMap<Uuid, Vec<(usize, usize)>>,
    ended: HashMap<(Uuid, String), VerdictEnd>,
    retracted: Vec<RetractedVerdict>,
}

/// A Fail recorded by mistake: the round from which on it applied, and the commit that retracted it.
#[derive(Debug)]
struct RetractedVerdict {
    review_id: Uuid,
    checkpoint: String,
    round: i32,
    seq: i64,
}

#[derive(Debug)]
struct VerdictRow {
    review_id: Uuid,
    checkpoint: String,
    seq: i64,
    until: i64,
    corrected: i64,
    round: i32,
    layer: Option<Layer>,
    result: VerdictResult,
    method: Method,
    evidence: (i32, i32),
}

/// The end of a verdict: a commit, and the round whose verdict it corrects; 0 for no round.
#[derive(Clone, Copy, Debug)]
struct VerdictEnd {
    seq: i64,
    round: i32,
}

impl Verdicts {
    /// Adds the verdicts of a commit; `layer` returns the layer of a checkpoint.
    pub(super) fn judge(
        &mut self,
        change: &Diagnosed,
        judged: &RecordedVerdicts,
        checklist: &Checklist,
        layer: impl Fn(&str) -> Option<Layer>,
    ) {
        let (review_id, seq) = (change.review_id, change.sequence.cast_signed());
        let round = judged.round.cast_signed();
        self.judgements
            .row(9)
            .uuid(review_id)
            .bigint(seq)
            .timestamptz(change.at)
            .text(&change.by.subject)
            .text(&change.by.name)
            .text(&checklist.team)
            .texts(checklist.service_types.iter().map(|word| word.as_str()))
            .integer(round)
            .boolean(judged.fix);
        let count = u32::try_from(judged.verdicts.len()).unwrap_or(u32::MAX);
        // If the number of judged checkpoints grew by the number of verdicts, none of these checkpoints was judged
        // before.
        if judged.judged != checklist.judged.saturating_add(count) {
            let end = VerdictEnd { seq, round: if judged.fix { 0 } else { round } };
            judged.verdicts.iter().for_each(|verdict| self.end(review_id, &verdict.checkpoint, end));
        }
        let first = self.rows.len();
        for verdict in &judged.verdicts {
            // A commit judges a checkpoint once; of duplicates, the first counts.
            if self.rows[first..].iter().any(|row| row.checkpoint == verdict.checkpoint) {
                continue;
            }
            self.rows.push(VerdictRow {
                review_id,
                checkpoint: verdict.checkpoint.clone(),
                seq,
                until: NEVER,
                corrected: NEVER,
                round,
                layer: layer(&verdict.checkpoint),
                result: verdict.result,
                method: verdict.method,
                evidence: verdict.evidence,
            });
        }
        self.of_review.entry(review_id).or_default().push((first, self.rows.len()));
    }

    /// A new round asks for checkpoints to be judged again.
    pub(super) fn again(&mut self, change: &Diagnosed, again: &Again) {
        let end = VerdictEnd { seq: change.sequence.cast_signed(), round: 0 };
        again.checkpoints.iter().for_each(|checkpoint| self.end(change.review_id, checkpoint, end));
    }

    /// The Fail of a checkpoint was retracted: it is no longer valid and counts nowhere.
    pub(super) fn retract(&mut self, change: &Diagnosed, checkpoint: &str, round: i32) {
        let (review_id, seq, checkpoint) =
            (change.review_id, change.sequence.cast_signed(), clean(checkpoint.to_owned()));
        let of_it = |row: &&mut VerdictRow| {
            (row.review_id, &row.checkpoint, row.result) == (review_id, &checkpoint, VerdictResult::Fail)
                && row.round >= round
                && row.corrected == NEVER
        };
        self.rows.iter_mut().filter(of_it).for_each(|row| (row.until, row.corrected) = (row.until.min(seq), seq));
        self.retracted.push(RetractedVerdict { review_id, checkpoint, round, seq });
    }

    /// Ends the valid verdict on a checkpoint, if there is one.
    fn end(&mut self, review: Uuid, checkpoint: &str, end: VerdictEnd) {
        let places = self.of_review.get(&review).into_iter().flatten();
        for (first, last) in places.rev().copied() {
            let mut rows = self.rows[first..last].iter_mut();
            if let Some(row) = rows.find(|row| row.checkpoint == checkpoint) {
                if row.until == NEVER {
                    row.until = end.seq;
                    row.corrected = if row.round == end.round { end.seq } else { NEVER };
                }
                return;
            }
        }
        // The first end counts; a row that ends later belongs to this batch.
        self.ended.entry((review, checkpoint.to_owned())).or_insert(end);
    }

    /// Writes the rows and clears the buffers.
    pub(super) async fn store(&mut self, tables: &mut Tables<'_>) -> sqlx::Result<()> {
        if !self.ended.is_empty() {
            let each = || self.ended.iter();
            let query = sqlx::query(END)
                .bind(each().map(|((review, _), _)| *review).collect::<Vec<_>>())
                .bind(each().map(|((_, checkpoint), _)| checkpoint.as_str()).collect::<Vec<_>>())
                .bind(each().map(|(_, end)| end.seq).collect::<Vec<_>>())
                .bind(each().map(|(_, end)| end.round).collect::<Vec<_>>());
            query.execute(&mut **tables).await?;
            self.ended.clear();
        }
        if !self.retracted.is_empty() {
            let each = || self.retracted.iter();
            let query = sqlx::query(RETRACT)
                .bind(each().map(|one| one.review_id).collect::<Vec<_>>())
                .bind(each().map(|one| one.checkpoint.as_str()).collect::<Vec<_>>())
                .bind(each().map(|one| one.round).collect::<Vec<_>>())
                .bind(each().map(|one| one.seq).collect::<Vec<_>>());
            query.execute(&mut **tables).await?;
            self.retracted.clear();
        }
        self.of_review.clear();
        for row in self.rows.drain(..) {
            self.verdicts
                .row(11)
                .uuid(row.review_id)
                .text(&row.checkpoint)
                .bigint(row.seq)
                .bigint(row.until)
                .bigint(row.corrected)
                .integer(row.round)
                .text_or_null(row.layer.map(Layer::as_str))
                .text(row.result.as_str())
                .text(row.method.as_str())
                .integer(row.evidence.0)
                .integer(row.evidence.1);
        }
        tables.append("judgements", &mut self.judgements).await?;
        tables.insert("verdicts", &mut self.verdicts).await
    }
}
