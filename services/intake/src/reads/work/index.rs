//! Every review with a step that waits for a person.
//!
//! The index is in memory and grows only with the open reviews. A closed review without open findings is removed, and
//! a reopened review is loaded from the log.

use std::collections::HashMap;

use haetae_domain::{
    diagnosis,
    ids::Meta,
    review::{Event, Review, State},
};
use haetae_event_log::{
    AggregateKey, Category, Recorded,
    codec::{Aggregate as _, CodecError, Diagnoses, Reviews, meta_of},
    store::{LoadError, Store},
};
use haetae_proto::event::v1 as pb;

use super::diagnosed::{self, Diagnosed};

/// A review with the part of its diagnosis that lists of work need.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) state: State,
    pub(super) diagnosed: Diagnosed,
    /// An answer that the assigned reviewer has not acted on yet.
    pub(super) answer: Option<Answer>,
}

/// An answer of the requester.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// The subject of the reviewer who asked.
    pub(super) asker: String,
    /// The reviewer who asked has acted since. The answer then waits only for a different assigned reviewer.
    pub(super) seen_by_asker: bool,
}

/// The stores from which reopened reviews are loaded.
pub(super) struct Stores<'a> {
    pub(super) reviews: &'a Store<Reviews>,
    pub(super) diagnoses: &'a Store<Diagnoses>,
}

/// Reviews that are open, that have findings which are not closed, or whose decision is stale.
#[derive(Default)]
pub(super) struct Index {
    rows: HashMap<String, Row>,
}

impl Index {
    /// The reviews, with their ids.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&str, &Review, &Row)> {
        self.rows.iter().filter_map(|(id, row)| Some((id.as_str(), row.state.review().ok()?, row)))
    }

    /// Applies the next commit of a review or its diagnosis. Changes nothing when it fails. A message that is no
    /// commit is ignored.
    pub(super) async fn take(&mut self, recorded: &Recorded, stores: &Stores<'_>) -> Result<(), LoadError> {
        let id = recorded.key.id();
        let codec = |source| LoadError::Codec { sequence: recorded.sequence, source };
        let Ok(mut commit) = recorded.decode_lean() else { return Ok(()) };
        let meta = meta_of(&mut commit).map_err(codec)?;
        let first = is_first(&recorded.key, &commit);
        let category = recorded.key.category();
        let events = commit.events.into_iter().filter_map(|event| event.event);
        let entries: Vec<_> =
            events.map(|event| Entry::read(category, event)).collect::<Result<_, _>>().map_err(codec)?;
        let known = match self.rows.remove(id) {
            Some(row) => row,
            None if first => Row::default(),
            // The review left the index before: this commit is not its first.
            None => loaded(id, stores).await?,
        };
        let row = known.after(entries, &meta);
        if row.waits() {
            self.rows.insert(id.to_owned(), row);
        }
        Ok(())
    }
}

/// An event of a review or of its diagnosis.
enum Entry {
    Review(Event),
    Diagnosis(diagnosed::Fact),
}

impl Entry {
    /// Whether the event changes only the assignment of the review.
    fn is_of_charge(&self) -> bool {
        match self {
            Self::Review(event) => event.is_of_charge(),
            Self::Diagnosis(_) => false,
        }
    }

    fn read(category: Category, event: pb::event::Event) -> Result<Self, CodecError> {
        Ok(match category {
            Category::Diagnosis => Self::Diagnosis(diagnosed::Fact::read(event)?),
            Category::Review | Category::Risk | Category::Policy | Category::Catalog | Category::Foreign => {
                Self::Review(Reviews::decode(event)?)
            }
        })
    }
}

/// Whether the commit is the first of a review. A diagnosis begins after its review.
fn is_first(key: &AggregateKey, commit: &pb::Commit) -> bool {
    key.category() == Category::Review && commit.version == 1
}

/// Loads the current review. Reading its commits again afterwards has no further effect on the index.
async fn loaded(id: &str, stores: &Stores<'_>) -> Result<Row, LoadError> {
    let key = |category| AggregateKey::new(category, id);
    let (Ok(review), Ok(diagnosed)) = (key(Category::Review), key(Category::Diagnosis)) else {
        return Ok(Row::default()); // the commit that is read has this very id
    };
    let state = stores.reviews.get(&review).await?.state.clone();
    let diagnosed = match &stores.diagnoses.get(&diagnosed).await?.state {
        diagnosis::State::Open(diagnosis) => Diagnosed::of(diagnosis),
        diagnosis::State::New => Diagnosed::default(),
    };
    Ok(Row { state, diagnosed, answer: None })
}

impl Row {
    fn after(mut self, entries: Vec<Entry>, meta: &Meta) -> Self {
        let charge = entries.iter().all(Entry::is_of_charge);
        for entry in entries {
            match entry {
                Entry::Review(event) => self.happened(&event, meta),
                Entry::Diagnosis(fact) => self.diagnosed.take(fact, meta),
            }
        }
        self.acted(&meta.by.subject, charge);
        self
    }

    fn happened(&mut self, event: &Event, meta: &Meta) {
        let question = self.state.review().ok().and_then(|review| review.question.as_ref());
        let asker = question.map(|question| question.meta.by.subject.clone());
        self.state = Reviews::evolve(std::mem::take(&mut self.state), event, meta);
        match event {
            Event::InfoProvided { .. } => {
                self.answer = asker.map(|asker| Answer { asker, seen_by_asker: false });
            }
            Event::InfoRequested { .. }
            | Event::QuestionRetracted { .. }
            | Event::Triaged(_)
            | Event::Decided(_)
            | Event::Withdrawn { .. }
            | Event::Reopened { .. } => self.answer = None,
            Event::Submitted(_)
            | Event::DiagnosisStarted
            | Event::Amended(_)
            | Event::Assigned { .. }
            | Event::Released { .. }
            | Event::Commented { .. }
            | Event::TargetSet(_)
            | Event::TargetBreached { .. }
            | Event::DecisionStaled { .. }
            | Event::Progressed(_) => {}
        }
        if let State::Open(review) = &mut self.state {
            review.request.description = String::new(); // no list of work shows it
        }
    }

    /// Ends the wait for a reviewer who acted. A reviewer who takes a review or is assigned to it has not thereby
    /// read the answer, so the answer waits for that reviewer from then on; except for the reviewer who asked and
    /// takes the review.
    fn acted(&mut self, by: &str, charge: bool) {
        let assignee = self.state.review().ok().and_then(|review| review.assignee.as_ref());
        let in_charge = assignee.map(|assignee| assignee.subject.as_str());
        let Some(answer) = &mut self.answer else { return };
        let takes = charge && in_charge == Some(by);
        answer.seen_by_asker |= answer.asker == by && (takes || !charge);
        let seen_in_charge = in_charge == Some(by) && !charge;
        if seen_in_charge || (answer.seen_by_asker && in_charge.is_none_or(|subject| subject == answer.asker)) {
            self.answer = None;
        }
    }

    /// Whether a step waits for a person, or will.
    fn waits(&self) -> bool {
        let Ok(review) = self.state.review() else { return false };
        let stale = review.decision.as_ref().is_some_and(|decision| !decision.moved.is_empty());
        review.is_open() || stale || !self.diagnosed.findings.is_empty()
    }
}
