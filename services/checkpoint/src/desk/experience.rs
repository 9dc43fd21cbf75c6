//! How often controls fail, in all reviews and in those of each team, counted from the log alone.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock, RwLockReadGuard},
};

use haetae_domain::{
    checkpoint_key::CheckpointKey, diagnosis, experience::Experience, finding, vocabulary::VerdictResult,
};
use haetae_event_log::{
    Recorded,
    codec::{Aggregate as _, Diagnoses, Word as _},
};
use haetae_proto::event::v1::{self as pb, event::Event};
use haetae_service_kit::{auth::Scope, tail::Commits};
use uuid::Uuid;

/// The records of all controls.
#[derive(Debug, Default)]
pub(crate) struct Experiences(RwLock<Counted>);

/// The counts up to a position of the log.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    all: Experience,
    teams: Vec<Experience>,
    /// The place of a team's records.
    places: HashMap<String, usize>,
    /// The place of the records of a review's team.
    reviews: HashMap<Uuid, usize>,
    none: Experience,
    /// The sequence of the last commit of a diagnosis.
    pub(crate) position: u64,
}

impl Counted {
    /// The records of the reviews that a caller may read. Verdicts on other teams' reviews would reveal something
    /// about those reviews; for a rare control, a few verdicts may reveal a single one.
    pub(crate) fn of(&self, scope: Scope<'_>) -> &Experience {
        match scope {
            Scope::All => &self.all,
            Scope::Team(team) => self.places.get(team).and_then(|place| self.teams.get(*place)).unwrap_or(&self.none),
            Scope::Nothing => &self.none,
        }
    }

    fn began(&mut self, review: Uuid, team: String) {
        let place = *self.places.entry(team).or_insert(self.teams.len());
        if place == self.teams.len() {
            self.teams.push(Experience::default());
        }
        self.reviews.insert(review, place);
    }

    fn judged(&mut self, review: Uuid, verdict: &pb::Verdict) {
        let key = CheckpointKey::parse(&verdict.checkpoint);
        let (Some(key), Some(result)) = (key, VerdictResult::from_wire(verdict.result)) else { return };
        self.all.count(&key, result);
        let place = self.reviews.get(&review).copied();
        if let Some(team) = place.and_then(|place| self.teams.get_mut(place)) {
            team.count(&key, result);
        }
    }

    /// A retracted Fail no longer counts.
    fn retracted(&mut self, review: Uuid, checkpoint: &CheckpointKey) {
        self.all.retract(checkpoint);
        let place = self.reviews.get(&review).copied();
        if let Some(team) = place.and_then(|place| self.teams.get_mut(place)) {
            team.retract(checkpoint);
        }
    }
}

impl Experiences {
    /// The counts so far.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Counted> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts every commit of a diagnosis until the channel closes.
    pub(crate) async fn follow(&self, mut commits: Commits) {
        while let Some(recorded) = commits.recv().await {
            self.take(&recorded);
        }
    }

    fn take(&self, recorded: &Recorded) {
        let (team, judgements, retracted) = counted_in(recorded);
        let mut counted = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Ok(review) = Uuid::try_parse(recorded.key.id()) {
            if let Some(team) = team {
                counted.began(review, team);
            }
            for verdict in &judgements {
                counted.judged(review, verdict);
            }
            for checkpoint in &retracted {
                counted.retracted(review, checkpoint);
            }
        }
        counted.position = recorded.sequence;
    }
}

/// The team of a diagnosis that a commit began, the verdicts in it, and the checkpoints whose Fail it retracted. Verdicts that
/// verify a fix do not count, because they do not say how often the control fails. A commit that this build cannot read counts
/// nothing.
fn counted_in(recorded: &Recorded) -> (Option<String>, Vec<pb::Verdict>, Vec<CheckpointKey>) {
    let events = recorded.decode().map_or_else(|_| vec![], |commit| commit.events);
    let (mut team, mut verdicts, mut retracted, mut verified) = (None, vec![], vec![], false);
    for event in events {
        match event.event {
            Some(Event::DiagnosisGenerated(generated)) => team = Some(generated.team),
            Some(Event::VerdictsRecorded(judged)) => verdicts.extend(judged.verdicts),
            Some(other) => {
                if let Some(event) = of_finding(other) {
                    verified |= event.verifies_fix();
                    retracted.extend(event.takes_back().map(|(checkpoint, _)| checkpoint.clone()));
                }
            }
            None => {}
        }
    }
    if verified {
        verdicts.clear();
    }
    (team, verdicts, retracted)
}

/// The event of a finding; none for any other event of a diagnosis.
fn of_finding(event: Event) -> Option<finding::Event> {
    match Diagnoses::decode(event).ok()? {
        diagnosis::Event::Finding { event, .. } => Some(event),
        diagnosis::Event::Generated(_)
        | diagnosis::Event::VerdictsRecorded { .. }
        | diagnosis::Event::Concluded(_)
        | diagnosis::Event::Reopened(_)
        | diagnosis::Event::Revised(_)
        | diagnosis::Event::EvidenceAdded { .. } => None,
    }
}

#[cfg(test)]
mod tests;
