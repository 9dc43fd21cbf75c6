//! One review in depth: its request, assessment and diagnosis, folded from its own commits by the same rules that
//! wrote them. The state at any moment depends only on the commits up to it.

pub(crate) mod compare;
mod people;
mod rounds;

use haetae_domain::{diagnosis, ids::Meta, review, risk, vocabulary::Status};
use haetae_event_log::{
    Category, Line, Recorded,
    codec::{Aggregate, CodecError, Diagnoses, Reviews, Risks, meta_of},
    store::LoadError,
};
use haetae_proto::event::v1 as pb;
use jiff::Timestamp;

pub(crate) use people::{People, Role};
pub(crate) use rounds::{Round, Rounds};

/// A review up to one of its commits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dossier {
    pub(crate) review: review::State,
    pub(crate) risk: risk::State,
    pub(crate) diagnosis: diagnosis::State,
    pub(crate) rounds: Rounds,
    /// Every verdict ever recorded, oldest first, including those that were corrected, retracted or removed from the
    /// checklist.
    pub(crate) verdicts: Vec<diagnosis::Judged>,
    pub(crate) people: People,
    /// When it came to its status.
    pub(crate) status_since: Option<Timestamp>,
    /// Sequence of the latest decision, also of one before a reopening.
    pub(crate) decided: Option<u64>,
    /// The number of commits that every reader of the review may see.
    pub(crate) commits: u64,
    /// The time of the last commit that every reader of the review may see. No later commit gets an earlier time,
    /// which is the rule for lists as well.
    latest: Option<Timestamp>,
    /// The positions of its aggregates: the review, the assessment and the diagnosis.
    lines: [Line; 3],
}

/// A commit that was folded.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) sequence: u64,
    pub(crate) category: Category,
    pub(crate) meta: Meta,
    /// Names of its events.
    pub(crate) events: Vec<&'static str>,
    /// Whether only reviewers may see it.
    pub(crate) internal: bool,
}

impl Dossier {
    /// Folds the next commit of the review; none for a foreign message on the review's subject, or a commit that is
    /// not the next one.
    ///
    /// # Errors
    /// When it contains something unknown to this build.
    pub(crate) fn take(&mut self, recorded: &Recorded) -> Result<Option<Taken>, LoadError> {
        let Ok(commit) = recorded.decode() else { return Ok(None) };
        let [review, risk, diagnosis] = &mut self.lines;
        let line = match recorded.key.category() {
            Category::Review => review,
            Category::Risk => risk,
            Category::Diagnosis => diagnosis,
            Category::Policy | Category::Catalog | Category::Foreign => return Ok(None),
        };
        if !line.take(recorded) {
            return Ok(None);
        }
        let refuse = |source| LoadError::Codec { sequence: recorded.sequence, source };
        self.fold(recorded, commit).map(Some).map_err(refuse)
    }

    fn fold(&mut self, recorded: &Recorded, mut commit: pb::Commit) -> Result<Taken, CodecError> {
        let mut meta = meta_of(&mut commit)?;
        meta.at = self.latest.map_or(meta.at, |latest| latest.max(meta.at));
        let names =
            commit.events.iter().map(|event| event.event.as_ref().map_or("Unknown", pb::event::Event::name)).collect();
        let category = recorded.key.category();
        let mut internal = false;
        match category {
            Category::Review => {
                let events = events::<Reviews>(commit)?;
                internal = !events.is_empty() && events.iter().all(Reviews::is_internal);
                for event in &events {
                    self.reviewed(event, &meta, recorded.sequence);
                }
            }
            Category::Risk => {
                for event in events::<Risks>(commit)? {
                    self.risk = risk::evolve(std::mem::take(&mut self.risk), &event, &meta);
                }
            }
            Category::Diagnosis => {
                for event in events::<Diagnoses>(commit)? {
                    self.diagnosed(&event, &meta);
                }
            }
            // Belong to no review.
            Category::Policy | Category::Catalog | Category::Foreign => {}
        }
        self.commits += u64::from(!internal);
        if !internal {
            self.latest = Some(meta.at);
        }
        Ok(Taken { sequence: recorded.sequence, category, meta, events: names, internal })
    }

    fn reviewed(&mut self, event: &review::Event, meta: &Meta, sequence: u64) {
        let before = self.status();
        self.review = review::evolve(std::mem::take(&mut self.review), event, meta);
        if self.status() != before {
            self.status_since = Some(meta.at);
        }
        if event.decision().is_some() {
            self.decided = Some(sequence);
        }
        self.people.reviewed(event, meta);
    }

    fn diagnosed(&mut self, event: &diagnosis::Event, meta: &Meta) {
        self.diagnosis = diagnosis::evolve(std::mem::take(&mut self.diagnosis), event, meta);
        self.rounds.diagnosed(event, meta);
        if let diagnosis::State::Open(open) = &self.diagnosis {
            let judged = |verdict: &diagnosis::Verdict| diagnosis::Judged {
                verdict: verdict.clone(),
                round: open.round,
                by: meta.by.clone(),
                at: meta.at,
            };
            self.verdicts.extend(event.verdicts().iter().map(judged));
        }
        self.people.diagnosed(event, meta);
    }

    fn status(&self) -> Option<Status> {
        self.review.review().ok().map(|review| review.status)
    }
}

fn events<A: Aggregate>(commit: pb::Commit) -> Result<Vec<A::Event>, CodecError> {
    let events = commit.events.into_iter();
    events.map(|event| A::decode(event.event.ok_or(CodecError::UnknownEvent)?)).collect()
}
