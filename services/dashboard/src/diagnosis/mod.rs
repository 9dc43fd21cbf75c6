//! The projection `diagnosis`: findings and verdicts across all reviews, with their history.

mod catalogs;
mod change;
mod checklists;
mod finding;
mod findings;
mod items;
mod never;
mod sql;
mod verdicts;

use haetae_event_log::{AggregateKey, Category, Recorded};
use haetae_projector::{Audience, Projection, Refusal, Table, Tables};

pub(crate) use finding::Finding;
pub(crate) use sql::FIELDS as FINDING_FIELDS;

use catalogs::Catalogs;
use change::{Diagnosed, DiagnosisCommit, DiagnosisStep, judged};
use checklists::Checklists;
use findings::Findings;
use items::Items;
use verdicts::Verdicts;

use crate::{analysts, unit::unit_of};

/// `diagnosis.findings` and `diagnosis.verdicts`, and the tables they are built from. Only the catalogues are kept in
/// memory between batches.
#[derive(Debug, Default)]
pub struct Diagnosis {
    catalogs: Catalogs,
    findings: Findings,
    items: Items,
    verdicts: Verdicts,
}

impl Projection for Diagnosis {
    const NAME: &'static str = "diagnosis";
    const VERSION: u32 = 6;
    const TABLES: &'static [Table] = &[
        Table { name: "findings", key: &["review_id", "number", "seq"] },
        Table { name: "openings", key: &["review_id", "number"] },
        Table { name: "judgements", key: &["review_id", "seq"] },
        Table { name: "verdicts", key: &["review_id", "checkpoint", "seq"] },
        Table { name: "checklists", key: &["review_id"] },
        Table { name: "items", key: &["review_id", "checkpoint", "seq"] },
        Table { name: "controls", key: &["catalog_id", "version", "control_id"] },
    ];
    const CREATE: &'static str = sql::CREATE;
    const INDEX: &'static str = include_str!("indexes.sql");
    const VIEWS_IN: &'static [Audience] = analysts::AUDIENCES;
    const FOLLOWS: &'static [Category] = &[Category::Diagnosis, Category::Catalog, Category::Review];
    type Change = Option<DiagnosisCommit>;

    fn views() -> String {
        analysts::with_comments(concat!(
            include_str!("analytics/findings.sql"),
            include_str!("analytics/checklists.sql")
        ))
    }

    fn read(recorded: Recorded) -> Result<Option<DiagnosisCommit>, Refusal> {
        change::read(&recorded)
    }

    /// The unit is one review or one catalogue. While a catalogue is parked, rows of reviews that use it do not show
    /// where its controls look. Everything else continues.
    fn unit(key: &AggregateKey) -> Option<String> {
        Some(unit_of(key))
    }

    async fn write(&mut self, tables: &mut Tables<'_>, commits: Vec<Option<DiagnosisCommit>>) -> sqlx::Result<()> {
        let (mut published, mut changes) = (Vec::new(), Vec::new());
        for noted in commits.into_iter().flatten() {
            match noted {
                DiagnosisCommit::Published(catalog) => published.push(catalog),
                DiagnosisCommit::Diagnosed(change) => changes.push(change),
            }
        }
        self.catalogs.publish(tables, published).await?;
        if changes.is_empty() {
            return Ok(());
        }
        let mut checklists = Checklists::of(tables, &changes).await?;
        self.findings.prepare(tables, &changes).await?;
        for change in &changes {
            self.take(change, &mut checklists);
        }
        checklists.store(tables).await?;
        self.findings.store(tables).await?;
        self.items.store(tables).await?;
        self.verdicts.store(tables).await
    }
}

impl Diagnosis {
    fn take(&mut self, change: &Diagnosed, checklists: &mut Checklists) {
        let (review, sequence) = (change.review_id, change.sequence);
        for step in &change.steps {
            let checklist = checklists.get(review);
            let control = |checkpoint: &str| self.catalogs.control(&checklist.catalogs, checkpoint, sequence);
            match step {
                DiagnosisStep::Listed(listed) => {
                    self.items.list(change, listed);
                    checklists.list(review, listed);
                }
                DiagnosisStep::Judged(judged) => {
                    let layer = |checkpoint: &str| control(checkpoint).map(|control| control.layer);
                    self.verdicts.judge(change, judged, checklist, layer);
                    checklists.judged(review, judged.judged);
                }
                DiagnosisStep::Again(again) => {
                    self.verdicts.again(change, again);
                    checklists.judged(review, again.judged);
                }
                DiagnosisStep::Withdrawn => {
                    self.findings.withdraw(change);
                    checklists.withdrawn(review);
                }
                DiagnosisStep::Finding(touched) => {
                    self.findings.take(change, touched, checklist, control);
                    if let Some((checkpoint, tally)) = touched.event.takes_back() {
                        let since = self.findings.round(review, touched.number);
                        self.verdicts.retract(change, &checkpoint.to_string(), since);
                        checklists.judged(review, judged(tally));
                    }
                }
            }
        }
    }
}
