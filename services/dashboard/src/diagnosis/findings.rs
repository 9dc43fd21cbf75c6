//! Findings, as they are opened and as they change.

use std::collections::HashMap;

use haetae_domain::vocabulary::FindingStatus;
use haetae_projector::{NewRows, Tables};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    catalogs::Control,
    change::{Diagnosed, DiagnosisStep, Touched},
    checklists::Checklist,
    finding::{Finding, FindingKey, Opening, OpeningPlace, opened},
    never::NEVER,
    sql,
};
use crate::text::{clean, pairs};

const END: &str = "UPDATE findings SET until = ended.seq \
    FROM UNNEST($1::uuid[], $2::int[], $3::bigint[]) AS ended (review_id, number, seq) \
    WHERE findings.review_id = ended.review_id AND findings.number = ended.number \
        AND findings.until = 9223372036854775807";
const CORRECT: &str = "UPDATE openings SET reason = $3, folded = $4, pairs = $5 WHERE review_id = $1 AND number = $2";
const SELECT: &str = "SELECT findings.* FROM findings, UNNEST($1::uuid[], $2::int[]) AS wanted (review_id, number) \
    WHERE findings.review_id = wanted.review_id AND findings.number = wanted.number \
        AND findings.until = 9223372036854775807";
const SELECT_ALL: &str = "SELECT * FROM findings WHERE review_id = ANY($1) AND until = 9223372036854775807";

/// Rows to be written, and rows of the table that end.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// The current state of each finding, and the index of its row among those to be written; none for a row in the
    /// table.
    standing: HashMap<FindingKey, (Finding, Option<usize>)>,
    rows: Vec<(Finding, i64)>,
    ended: Vec<(FindingKey, i64)>,
    findings: NewRows,
    openings: NewRows,
    /// Openings whose text was corrected.
    corrected: Vec<Opening>,
}

impl Findings {
    /// Reads the findings that the changes concern.
    pub(super) async fn prepare(&mut self, db: &mut PgConnection, changes: &[Diagnosed]) -> sqlx::Result<()> {
        let touched = changes.iter().flat_map(|change| {
            let numbers = change.steps.iter().filter_map(|step| match step {
                DiagnosisStep::Finding(touched) => Some(touched.number),
                DiagnosisStep::Listed(_)
                | DiagnosisStep::Judged(_)
                | DiagnosisStep::Again(_)
                | DiagnosisStep::Withdrawn => None,
            });
            numbers.map(|number| FindingKey { review_id: change.review_id, number })
        });
        let mut keys: Vec<_> = touched.collect();
        keys.sort_unstable();
        keys.dedup();
        let withdrawn =
            changes.iter().filter(|change| change.steps.iter().any(|step| matches!(step, DiagnosisStep::Withdrawn)));
        let withdrawn: Vec<_> = withdrawn.map(|change| change.review_id).collect();
        let mut found = Vec::<Finding>::new();
        if !keys.is_empty() {
            let (ids, numbers): (Vec<_>, Vec<_>) = keys.into_iter().map(|key| (key.review_id, key.number)).unzip();
            found = sqlx::query_as(SELECT).bind(ids).bind(numbers).fetch_all(&mut *db).await?;
        }
        if !withdrawn.is_empty() {
            let all: Vec<Finding> = sqlx::query_as(SELECT_ALL).bind(withdrawn).fetch_all(db).await?;
            found.extend(all);
        }
        self.standing = found.into_iter().map(|finding| (finding.key, (finding, None))).collect();
        Ok(())
    }

    /// Applies an event. Events of a finding that was never opened, or whose review is withdrawn, leave no row.
    /// `control` returns the control of a checkpoint.
    pub(super) fn take<'a>(
        &mut self,
        change: &Diagnosed,
        touched: &Touched,
        checklist: &Checklist,
        control: impl Fn(&str) -> Option<&'a Control>,
    ) {
        let key = FindingKey { review_id: change.review_id, number: touched.number };
        if let (Some((finding, _)), Some(reason)) = (self.standing.get(&key), touched.event.corrects()) {
            let control = control(&finding.checkpoint);
            self.corrected.push(opening(finding, reason, control));
        }
        let after = match (self.standing.get(&key), touched.event.opened()) {
            (Some((finding, _)), _) => {
                let mut finding = finding.clone();
                finding.take(&touched.event, change.at);
                Finding { sequence: change.sequence, ..finding }
            }
            (None, Some(what)) if !checklist.withdrawn => {
                let control = control(&what.checkpoint.to_string());
                let (sequence, at, round) = (change.sequence, change.at, touched.round);
                let layer = control.map(|control| control.layer);
                let finding = opened(&OpeningPlace { key, sequence, at, round, layer, team: &checklist.team }, what);
                put(&mut self.openings, &opening(&finding, &what.reason, control));
                finding
            }
            (None, _) => return,
        };
        self.stands(after);
    }

    /// The review was withdrawn: its findings that are not closed need no more work, and end.
    pub(super) fn withdraw(&mut self, change: &Diagnosed) {
        let (review_id, seq) = (change.review_id, change.sequence.cast_signed());
        let (rows, ended) = (&mut self.rows, &mut self.ended);
        self.standing.retain(|key, (finding, row)| {
            let done = matches!(finding.status, FindingStatus::Closed | FindingStatus::Void);
            if key.review_id != review_id || done {
                return true;
            }
            match *row {
                Some(row) => rows[row].1 = seq,
                None => ended.push((*key, seq)),
            }
            false
        });
    }

    /// The round in which a finding was opened; the first one if unknown.
    pub(super) fn round(&self, review_id: Uuid, number: i32) -> i32 {
        self.standing.get(&FindingKey { review_id, number }).map_or(1, |(finding, _)| finding.round)
    }

    /// Sets the current state of a finding.
    fn stands(&mut self, finding: Finding) {
        let seq = finding.sequence.cast_signed();
        match self.standing.get(&finding.key) {
            // Several events of one commit make one row.
            Some((before, Some(row))) if before.sequence == finding.sequence => {
                self.rows[*row].0 = finding.clone();
                let row = *row;
                self.standing.insert(finding.key, (finding, Some(row)));
                return;
            }
            Some((_, Some(row))) => self.rows[*row].1 = seq,
            Some((_, None)) => self.ended.push((finding.key, seq)),
            None => {}
        }
        self.standing.insert(finding.key, (finding.clone(), Some(self.rows.len())));
        self.rows.push((finding, NEVER));
    }

    /// Writes the rows and clears the buffers.
    pub(super) async fn store(&mut self, tables: &mut Tables<'_>) -> sqlx::Result<()> {
        if !self.ended.is_empty() {
            let each = || self.ended.iter();
            let query = sqlx::query(END)
                .bind(each().map(|(key, _)| key.review_id).collect::<Vec<_>>())
                .bind(each().map(|(key, _)| key.number).collect::<Vec<_>>())
                .bind(each().map(|(_, seq)| *seq).collect::<Vec<_>>());
            query.execute(&mut **tables).await?;
            self.ended.clear();
        }
        self.standing.clear();
        for (finding, until) in self.rows.drain(..) {
            sql::row(&mut self.findings, &finding, until);
        }
        // Not in bulk: rows that are corrected later have to be found.
        tables.insert("openings", &mut self.openings).await?;
        for opening in self.corrected.drain(..) {
            let folded = opening.folded();
            let query = sqlx::query(CORRECT)
                .bind(opening.key.review_id)
                .bind(opening.key.number)
                .bind(&opening.reason)
                .bind(&folded)
                .bind(pairs(&folded));
            query.execute(&mut **tables).await?;
        }
        tables.insert("findings", &mut self.findings).await
    }
}

fn put(rows: &mut NewRows, opening: &Opening) {
    let folded = opening.folded();
    rows.row(7)
        .uuid(opening.key.review_id)
        .integer(opening.key.number)
        .text(&opening.reason)
        .text(&opening.title_ko)
        .text(&opening.title_en)
        .text(&folded)
        .integers(&pairs(&folded));
}

fn opening(finding: &Finding, reason: &str, control: Option<&Control>) -> Opening {
    let title = control.map(|control| control.title.clone());
    let (title_ko, title_en) = title.map_or_else(Default::default, |title| (title.ko, title.en));
    Opening {
        key: finding.key,
        reason: clean(reason.to_owned()),
        title_ko,
        title_en,
        owner: finding.owner.clone(),
        checkpoint: finding.checkpoint.clone(),
    }
}
