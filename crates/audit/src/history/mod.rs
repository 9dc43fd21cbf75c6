//! Folds every aggregate from its first commit on: checks its versions, its events, and whether its decisions were
//! allowed.

mod as_then;
mod binding;
mod decisions;
mod diagnosing;
mod difference;
mod documents;
mod following;
mod given;
mod judgement;

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use haetae_domain::ids::Meta;
use haetae_event_log::{
    AggregateKey, Category, Recorded,
    codec::{Aggregate, Catalogs, CodecError, Diagnoses, Policies, Reviews, Risks, meta_of},
};
use haetae_proto::event::v1::{Commit, event::Event};

use crate::{
    findings::Findings,
    what::{Foreign, What},
};
use binding::{Bindings, Place, Said};
use documents::Documents;
use judgement::Judgement;

/// The history so far.
#[derive(Default)]
pub(crate) struct History {
    reviews: Folds<Reviews>,
    risks: Folds<Risks>,
    policies: Folds<Policies>,
    diagnoses: Folds<Diagnoses>,
    catalogs: Folds<Catalogs>,
    lines: HashMap<AggregateKey, Line>,
    /// Commit id by sequence.
    ids: BTreeMap<u64, Vec<u8>>,
    /// The first occurrence of each commit id: the sequence, and the number of the aggregate.
    seen: HashMap<Vec<u8>, (u64, usize)>,
    documents: Documents,
    bindings: Bindings,
    decisions: u64,
    given: BTreeMap<&'static str, u64>,
}

/// The state of an aggregate so far.
struct Line {
    /// Identifies an aggregate.
    number: usize,
    version: u64,
}

/// The aggregates of one category as they stand, by id.
struct Folds<A: Aggregate>(HashMap<String, A::State>);

impl<A: Aggregate> Default for Folds<A> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl History {
    /// Number of repeated decisions, and of the parts in them that are taken as given.
    pub(crate) const fn decisions(&self) -> (u64, &BTreeMap<&'static str, u64>) {
        (self.decisions, &self.given)
    }

    /// Takes the next commit.
    pub(crate) fn follow(&mut self, recorded: &Recorded, findings: &mut Findings) {
        let (at, key) = (recorded.sequence, &recorded.key);
        let Ok(mut commit) = recorded.decode() else { return findings.stranger(at, key, Foreign::NoCommit) };
        if !self.is_next(recorded, &commit, findings) {
            return;
        }
        let events = std::mem::take(&mut commit.events);
        let meta = match meta_of(&mut commit) {
            Ok(meta) => meta,
            Err(error) => return findings.of_commit(at, key, What::Content(error)),
        };
        let cause = commit.cause.as_ref().map(|cause| cause.sequence);
        let place = Place { key, sequence: at, cause };
        let Some(events) = events.into_iter().map(|event| event.event).collect::<Option<Vec<_>>>() else {
            return findings.of_commit(at, key, What::Content(CodecError::UnknownEvent));
        };
        let count = events.len() as u64;
        let given: Vec<_> = events.iter().filter_map(|event| given::given(event, &meta.by.subject)).collect();
        let applied = self.apply(place, events, &meta);
        if let Some(what) = self.bindings.place(place, meta.at) {
            findings.of_commit(at, key, what);
        }
        match applied {
            Ok(Judgement::Allowed) => {
                self.decisions += count;
                given.into_iter().for_each(|kind| *self.given.entry(kind).or_default() += 1);
            }
            Ok(Judgement::Refused(what)) => findings.of_commit(at, key, what),
            Err(error) => findings.of_commit(at, key, What::Content(error)),
        }
    }

    /// Has the next commit stand where the one after a sequence did.
    pub(crate) fn forget_after(&mut self, sequence: u64) {
        self.ids.retain(|at, _| *at <= sequence);
        self.bindings.forget_after(sequence);
    }

    /// Checks versions, commit ids and causes. A commit that is not the next of its aggregate is reported and
    /// skipped, as writers skip it: later commits are not judged by it.
    fn is_next(&mut self, recorded: &Recorded, commit: &Commit, findings: &mut Findings) -> bool {
        let (at, key, number) = (recorded.sequence, &recorded.key, self.lines.len());
        let id = commit.commit_id.to_vec();
        self.ids.insert(at, id.clone());
        let line = self.lines.entry(recorded.key.clone()).or_insert(Line { number, version: 0 });
        let next = line.version + 1;
        let first = match self.seen.entry(id) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(place) => {
                place.insert((at, line.number));
                None
            }
        };
        let earlier = first.filter(|(_, of)| *of == line.number);
        let what = match earlier {
            None if commit.version == next => None,
            Some((first, _)) if commit.version < next => {
                findings.stranger(at, key, Foreign::Copy { first });
                return false;
            }
            Some((first, _)) if commit.version == next => Some(What::IdTaken { aggregate: key.to_string(), first }),
            _ => Some(What::Version { aggregate: key.to_string(), version: commit.version, next }),
        };
        if let Some(what) = what {
            findings.of_commit(at, key, what);
            return false;
        }
        line.version = next;
        if first.is_some() {
            findings.of_commit(at, key, What::IdRepeated);
        }
        if let Some(cause) = &commit.cause {
            let caused = self.ids.get(&cause.sequence).is_some_and(|id| *id == cause.commit_id);
            if !caused {
                findings.of_commit(at, key, What::Cause { sequence: cause.sequence });
            }
        }
        true
    }

    /// Judges the events of a commit on the state before them, then folds them.
    fn apply(&mut self, place: Place<'_>, events: Vec<Event>, meta: &Meta) -> Result<Judgement, CodecError> {
        let (documents, bindings, key) = (&mut self.documents, &mut self.bindings, place.key);
        match key.category() {
            Category::Review => {
                let diagnosed = self.diagnoses.0.get(key.id());
                let judges = diagnosed.map(diagnosing::judges).unwrap_or_default();
                let evidence = || diagnosed.map(diagnosing::evidence).unwrap_or_default();
                self.reviews.apply(key, events, meta, |state, events| {
                    let judgement = decisions::review(state, events, meta, place, (&*bindings, &judges));
                    let judgement = judgement.and_rests_on(|| bindings.duplicate(events));
                    let judgement = judgement.and_rests_on(|| bindings.decision(place, events, evidence));
                    bindings.request(place, events);
                    judgement
                })
            }
            Category::Risk => {
                let judgement = self.risks.apply(key, events, meta, |state, events| {
                    let judgement = decisions::risk(state, events, place, (&*bindings, &*documents));
                    let judgement = judgement.and_written_by("risk", &meta.by);
                    judgement.and_rests_on(|| bindings.assessment(place, state, events))
                });
                self.risks.0.get(key.id()).inspect(|state| bindings.assessed(place, state));
                judgement
            }
            Category::Policy => self.policies.apply(key, events, meta, |state, events| {
                events.iter().for_each(|event| documents.policy(key.id(), event));
                decisions::document::<Policies>(state, events)
            }),
            Category::Catalog => self.catalogs.apply(key, events, meta, |state, events| {
                events.iter().for_each(|event| documents.catalog(key.id(), event));
                decisions::document::<Catalogs>(state, events)
            }),
            // Never decoded.
            Category::Foreign => Ok(Judgement::Allowed),
            Category::Diagnosis => {
                let names: Vec<_> = events.iter().map(Event::name).collect();
                let mut said = Said::default();
                let judgement = self.diagnoses.apply(key, events, meta, |state, events| {
                    said = Said::of(&names, events);
                    let judgement = diagnosing::diagnosis(state, events, meta, documents);
                    judgement.and_rests_on(|| bindings.checklist(place, events))
                });
                self.diagnoses.0.get(key.id()).inspect(|state| bindings.diagnosed(place, state, said));
                judgement
            }
        }
    }
}

impl<A: Aggregate> Folds<A> {
    fn apply(
        &mut self,
        key: &AggregateKey,
        events: Vec<Event>,
        meta: &Meta,
        judge: impl FnOnce(&A::State, &[A::Event]) -> Judgement,
    ) -> Result<Judgement, CodecError> {
        let events = events.into_iter().map(A::decode).collect::<Result<Vec<_>, _>>()?;
        let state = self.0.entry(key.id().to_owned()).or_default();
        let judgement = judge(state, &events);
        *state = events.iter().fold(std::mem::take(state), |state, event| A::evolve(state, event, meta));
        Ok(judgement)
    }
}

#[cfg(test)]
mod tests;
