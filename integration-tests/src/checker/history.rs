//! The log, decoded once and sorted by review.

use std::collections::BTreeMap;

use haetae_event_log::{Category, Recorded};
use haetae_proto::{
    common::v1::ServiceProfile,
    event::v1::{self as pb, event::Event},
};
use uuid::Uuid;

use super::problem::{Findings, Rule};

/// A commit and where it lies.
#[derive(Debug)]
pub(super) struct LogEntry {
    pub(super) sequence: u64,
    pub(super) category: Category,
    pub(super) id: String,
    pub(super) commit: pb::Commit,
}

impl LogEntry {
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
    pub(super) entries: Vec<LogEntry>,
}

/// What happened to one review, each kind of event in the order of the log.
#[derive(Debug, Default)]
pub(super) struct Life<'a> {
    pub(super) submitted: Vec<(&'a LogEntry, &'a pb::ReviewSubmitted)>,
    /// Every profile that was asked about: the first one, and each that an amendment gives.
    pub(super) asked: Vec<(&'a LogEntry, Option<&'a ServiceProfile>)>,
    pub(super) decided: Vec<(&'a LogEntry, &'a pb::ReviewDecided)>,
    pub(super) started: Vec<&'a LogEntry>,
    pub(super) assessed: Vec<(&'a LogEntry, &'a pb::RiskAssessed)>,
    pub(super) generated: Vec<(&'a LogEntry, &'a pb::DiagnosisGenerated)>,
    pub(super) revised: Vec<(&'a LogEntry, &'a pb::ChecklistRevised)>,
    pub(super) judged: Vec<(&'a LogEntry, &'a pb::VerdictsRecorded)>,
    /// Every commit of the diagnosis.
    pub(super) diagnosis: Vec<&'a LogEntry>,
    /// Every event of the review itself.
    pub(super) own: Vec<&'a Event>,
    /// Every commit of the review itself.
    pub(super) review: Vec<&'a LogEntry>,
}

impl History {
    pub(super) fn read(log: &[Recorded], findings: &mut Findings) -> Self {
        let mut entries = Vec::with_capacity(log.len());
        for recorded in log {
            match recorded.decode() {
                Ok(commit) => entries.push(LogEntry {
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
            if matches!(entry.category, Category::Review) {
                lives.entry(&entry.id).or_default().review.push(entry);
            } else if matches!(entry.category, Category::Diagnosis) {
                lives.entry(&entry.id).or_default().diagnosis.push(entry);
            }
            for (_, event) in entry.events() {
                let category = home(event);
                if !matches!(category, Category::Review | Category::Risk | Category::Diagnosis) {
                    continue;
                }
                let life = lives.entry(&entry.id).or_default();
                if category == Category::Review {
                    life.own.push(event);
                }
                if let Event::ReviewSubmitted(e) = event {
                    life.submitted.push((entry, e));
                    life.asked.push((entry, e.profile.as_ref()));
                } else if let Event::ReviewAmended(e) = event {
                    if e.material {
                        life.asked.push((entry, e.profile.as_ref()));
                    }
                } else if let Event::ReviewDecided(e) = event {
                    life.decided.push((entry, e));
                } else if let Event::ReviewDiagnosisStarted(_) = event {
                    life.started.push(entry);
                } else if let Event::RiskAssessed(e) = event {
                    life.assessed.push((entry, e));
                } else if let Event::DiagnosisGenerated(e) = event {
                    life.generated.push((entry, e));
                } else if let Event::ChecklistRevised(e) = event {
                    life.revised.push((entry, e));
                } else if let Event::VerdictsRecorded(e) = event {
                    life.judged.push((entry, e));
                }
            }
        }
        lives
    }
}

/// The category whose aggregates an event belongs to.
pub(super) const fn home(event: &Event) -> Category {
    match event {
        Event::ReviewSubmitted(_)
        | Event::ReviewDiagnosisStarted(_)
        | Event::ReviewAmended(_)
        | Event::ReviewWithdrawn(_)
        | Event::ReviewInfoRequested(_)
        | Event::ReviewInfoProvided(_)
        | Event::ReviewQuestionRetracted(_)
        | Event::ReviewTriaged(_)
        | Event::ReviewAssigned(_)
        | Event::ReviewReleased(_)
        | Event::ReviewDecided(_)
        | Event::ReviewReopened(_)
        | Event::ReviewCommented(_)
        | Event::ReviewTargetSet(_)
        | Event::ReviewTargetBreached(_)
        | Event::ReviewDecisionStaled(_)
        | Event::ReviewProgressed(_) => Category::Review,
        Event::RiskAssessed(_) | Event::ResidualAssessed(_) => Category::Risk,
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
        | Event::AcceptanceRequestLapsed(_)
        | Event::AcceptanceRevoked(_)
        | Event::AcceptanceEnding(_)
        | Event::AcceptanceEnded(_)
        | Event::FindingOverdue(_)
        | Event::EvidenceAdded(_)
        | Event::FindingCorrected(_)
        | Event::FindingRetracted(_) => Category::Diagnosis,
        Event::CatalogPublished(_) | Event::CatalogActivated(_) => Category::Catalog,
    }
}

/// The names of a commit's events, for messages.
pub(super) fn names(entry: &LogEntry) -> String {
    entry.events().map(|(_, event)| event.name()).collect::<Vec<_>>().join("+")
}
