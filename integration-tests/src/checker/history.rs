//! The log, decoded once and sorted by review.

use std::collections::BTreeMap;

use haetae_event_log::{Category, Recorded, codec::event_name};
use haetae_proto::event::v1::{self as pb, event::Event};
use uuid::Uuid;

use super::problem::{Findings, Rule};

/// A commit and where it lies.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) sequence: u64,
    pub(super) category: Category,
    pub(super) id: String,
    pub(super) commit: pb::Commit,
}

impl Entry {
    pub(super) fn commit_id(&self) -> Option<Uuid> {
        Uuid::from_slice(&self.commit.commit_id).ok()
    }

    /// The caller's request id; none for reactors and publications.
    pub(super) fn request_id(&self) -> Option<Uuid> {
        Uuid::from_slice(&self.commit.request_id).ok()
    }

    pub(super) fn actor(&self) -> &str {
        self.commit.actor.as_ref().map_or("", |actor| &actor.subject)
    }

    /// The events, each with its number from 1.
    pub(super) fn events(&self) -> impl Iterator<Item = (i32, &Event)> {
        let events = self.commit.events.iter().filter_map(|event| event.event.as_ref());
        (1..).zip(events)
    }
}

/// The whole log.
#[derive(Debug)]
pub(super) struct History {
    pub(super) entries: Vec<Entry>,
}

/// What happened to one review, each kind of event in the order of the log.
#[derive(Debug, Default)]
pub(super) struct Life<'a> {
    pub(super) submitted: Vec<(&'a Entry, &'a pb::ReviewSubmitted)>,
    pub(super) started: Vec<&'a Entry>,
    pub(super) assessed: Vec<(&'a Entry, &'a pb::RiskAssessed)>,
    pub(super) generated: Vec<(&'a Entry, &'a pb::DiagnosisGenerated)>,
    pub(super) judged: Vec<(&'a Entry, &'a pb::VerdictsRecorded)>,
}

impl History {
    pub(super) fn read(log: &[Recorded], findings: &mut Findings) -> Self {
        let mut entries = Vec::with_capacity(log.len());
        for recorded in log {
            match recorded.decode() {
                Ok(commit) => entries.push(Entry {
                    sequence: recorded.sequence,
                    category: recorded.key.category(),
                    id: recorded.key.id().to_owned(),
                    commit,
                }),
                Err(error) => findings.add(Rule::Readable, error.to_string()),
            }
        }
        Self { entries }
    }

    /// What happened to every review, by id.
    pub(super) fn lives(&self) -> BTreeMap<&str, Life<'_>> {
        let mut lives: BTreeMap<&str, Life<'_>> = BTreeMap::new();
        for entry in &self.entries {
            for (_, event) in entry.events() {
                match event {
                    Event::ReviewSubmitted(e) => lives.entry(&entry.id).or_default().submitted.push((entry, e)),
                    Event::ReviewDiagnosisStarted(_) => lives.entry(&entry.id).or_default().started.push(entry),
                    Event::RiskAssessed(e) => lives.entry(&entry.id).or_default().assessed.push((entry, e)),
                    Event::DiagnosisGenerated(e) => lives.entry(&entry.id).or_default().generated.push((entry, e)),
                    Event::VerdictsRecorded(e) => lives.entry(&entry.id).or_default().judged.push((entry, e)),
                    // What happens to findings is read where verdicts are checked.
                    Event::PolicyPublished(_)
                    | Event::DiagnosisConcluded(_)
                    | Event::DiagnosisReopened(_)
                    | Event::ChecklistRevised(_)
                    | Event::FindingOpened(_)
                    | Event::FindingAssigned(_)
                    | Event::FixClaimed(_)
                    | Event::FixVerified(_)
                    | Event::FixRejected(_)
                    | Event::AcceptanceRequested(_)
                    | Event::AcceptanceApproved(_)
                    | Event::AcceptanceDeclined(_)
                    | Event::AcceptanceRevoked(_)
                    | Event::AcceptanceEnding(_)
                    | Event::AcceptanceEnded(_)
                    | Event::FindingOverdue(_)
                    | Event::PolicyActivated(_)
                    | Event::CatalogPublished(_)
                    | Event::CatalogActivated(_) => {}
                }
            }
        }
        lives
    }
}

/// Reviews that the reactors have not finished with: the next one to appear, for each. Empty when all is quiet.
pub fn outstanding(log: &[Recorded]) -> Vec<String> {
    let history = History::read(log, &mut Findings::default());
    let missing = |life: &Life<'_>| match life {
        life if life.assessed.is_empty() => Some("RiskAssessed"),
        life if life.generated.is_empty() => Some("DiagnosisGenerated"),
        life if !life.judged.is_empty() && life.started.is_empty() => Some("ReviewDiagnosisStarted"),
        _ => None,
    };
    let lives = history.lives();
    lives.iter().filter_map(|(id, life)| Some(format!("{id}: {}", missing(life)?))).collect()
}

/// The category whose aggregates an event belongs to.
pub(super) const fn home(event: &Event) -> Category {
    match event {
        Event::ReviewSubmitted(_) | Event::ReviewDiagnosisStarted(_) => Category::Review,
        Event::RiskAssessed(_) => Category::Risk,
        Event::PolicyPublished(_) | Event::PolicyActivated(_) => Category::Policy,
        Event::DiagnosisGenerated(_)
        | Event::VerdictsRecorded(_)
        | Event::DiagnosisConcluded(_)
        | Event::DiagnosisReopened(_)
        | Event::ChecklistRevised(_)
        | Event::FindingOpened(_)
        | Event::FindingAssigned(_)
        | Event::FixClaimed(_)
        | Event::FixVerified(_)
        | Event::FixRejected(_)
        | Event::AcceptanceRequested(_)
        | Event::AcceptanceApproved(_)
        | Event::AcceptanceDeclined(_)
        | Event::AcceptanceRevoked(_)
        | Event::AcceptanceEnding(_)
        | Event::AcceptanceEnded(_)
        | Event::FindingOverdue(_) => Category::Diagnosis,
        Event::CatalogPublished(_) | Event::CatalogActivated(_) => Category::Catalog,
    }
}

/// The names of a commit's events, for messages.
pub(super) fn names(entry: &Entry) -> String {
    entry.events().map(|(_, event)| event_name(event)).collect::<Vec<_>>().join("+")
}
