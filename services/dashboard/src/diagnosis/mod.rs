//! The projection `diagnosis`: findings and verdicts across all reviews, and what they were.

mod catalogs;
mod change;
mod checklists;
mod finding;
mod findings;
mod verdicts;

use haetae_event_log::{AggregateKey, Recorded};
use haetae_projector::{Projection, Refusal, Table, Tables};

pub(crate) use finding::{Finding, FindingKey};
pub(crate) use findings::severity_rank;

use catalogs::Catalogs;
use change::{Diagnosed, Noted, Step};
use checklists::Checklists;
use findings::Findings;
use verdicts::Verdicts;

use crate::projections::unit_of;

/// What has not ended, and a commit after all others.
pub(crate) const NEVER: i64 = i64::MAX;

/// `diagnosis.findings` and `diagnosis.verdicts`, and what they are made from. Of the rows only the catalogues stay in
/// memory between batches.
#[derive(Debug, Default)]
pub struct Diagnosis {
    catalogs: Catalogs,
}

impl Projection for Diagnosis {
    const NAME: &'static str = "diagnosis";
    const VERSION: u32 = 1;
    const TABLES: &'static [Table] = &[
        Table { name: "findings", key: &["review_id", "number", "seq"] },
        Table { name: "openings", key: &["review_id", "number"] },
        Table { name: "judgements", key: &["review_id", "seq"] },
        Table { name: "verdicts", key: &["review_id", "checkpoint", "seq"] },
        Table { name: "checklists", key: &["review_id"] },
        Table { name: "controls", key: &["catalog_id", "version", "control_id"] },
    ];
    const CREATE: &'static str = include_str!("tables.sql");
    const INDEX: &'static str = include_str!("indexes.sql");
    const VIEWS: &'static str = include_str!("analytics.sql");
    type Change = Option<Noted>;

    fn read(recorded: Recorded) -> Result<Option<Noted>, Refusal> {
        change::read(&recorded)
    }

    fn unit(key: &AggregateKey) -> Option<String> {
        Some(unit_of(key))
    }

    async fn write(&mut self, tables: &mut Tables<'_>, commits: Vec<Option<Noted>>) -> sqlx::Result<()> {
        let (mut published, mut changes) = (Vec::new(), Vec::new());
        for noted in commits.into_iter().flatten() {
            match noted {
                Noted::Published(catalog) => published.push(catalog),
                Noted::Diagnosed(change) => changes.push(change),
            }
        }
        self.catalogs.publish(tables, published).await?;
        if changes.is_empty() {
            return Ok(());
        }
        let mut batch = Batch {
            checklists: Checklists::of(tables, &changes).await?,
            findings: Findings::of(tables, &changes).await?,
            verdicts: Verdicts::default(),
        };
        for change in &changes {
            batch.take(change, &self.catalogs);
        }
        batch.store(tables).await
    }
}

/// What the changes of a batch are about, and what they leave behind.
struct Batch {
    checklists: Checklists,
    findings: Findings,
    verdicts: Verdicts,
}

impl Batch {
    fn take(&mut self, change: &Diagnosed, catalogs: &Catalogs) {
        let (review, sequence) = (change.review_id, change.sequence);
        for step in &change.steps {
            let checklist = self.checklists.get(review);
            let control = |checkpoint: &str| catalogs.control(&checklist.catalogs, checkpoint, sequence);
            match step {
                Step::Listed(listed) => self.checklists.list(review, listed),
                Step::Judged(judged) => {
                    let layer = |checkpoint: &str| control(checkpoint).map(|control| control.layer);
                    self.verdicts.judge(change, judged, checklist, layer);
                    self.checklists.judged(review, judged.judged);
                }
                Step::Again(again) => {
                    self.verdicts.again(change, again);
                    self.checklists.judged(review, again.judged);
                }
                Step::Finding(touched) => self.findings.take(change, touched, checklist, control),
            }
        }
    }

    async fn store(self, tables: &mut Tables<'_>) -> sqlx::Result<()> {
        self.checklists.store(tables).await?;
        self.findings.store(tables).await?;
        self.verdicts.store(tables).await
    }
}
