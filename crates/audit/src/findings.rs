//! Collects problems, and separates first causes from possible consequences.

use std::collections::{BTreeMap, HashMap};

use haetae_event_log::{AggregateKey, Category};

use crate::{
    finding::Finding,
    kind::Kind,
    what::{Foreign, Stranger, What},
};

/// The report lists at most this many first causes, and as many other findings; the rest is only counted.
const MOST: usize = 1_000;

/// Collects findings.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) told: Vec<Finding>,
    pub(crate) total: u64,
    pub(crate) strangers: Vec<Stranger>,
    pub(crate) foreign: u64,
    pub(crate) consequences: BTreeMap<u64, u64>,
    /// Number of first causes among `told`.
    causes: usize,
    /// The first finding after which all later ones may be consequences.
    all_from: Option<u64>,
    /// The first finding of each review, by id. Assessment and diagnosis have the id of their review.
    reviews: HashMap<String, u64>,
}

impl Findings {
    /// Adds a problem of the heads or of the file.
    pub(crate) fn of_log(&mut self, sequence: Option<u64>, what: What) {
        self.push(Finding { sequence, what, follows: None });
    }

    /// Adds a problem of the sequences. Any commit may be missing there, so everything later may be a consequence.
    pub(crate) fn of_order(&mut self, sequence: u64, what: What) {
        let follows = self.all_from;
        self.all_from.get_or_insert(sequence);
        self.push(Finding { sequence: Some(sequence), what, follows });
    }

    /// Adds a problem of a commit. Later findings of its review may be consequences; after a commit of a policy or a
    /// catalogue, those of any review.
    pub(crate) fn of_commit(&mut self, sequence: u64, key: &AggregateKey, what: What) {
        let earlier = self.all_from.or_else(|| self.reviews.get(key.id()).copied()).filter(|from| *from < sequence);
        if self.all_from.is_none() {
            match key.category() {
                Category::Policy | Category::Catalog => self.all_from = Some(sequence),
                Category::Review | Category::Risk | Category::Diagnosis | Category::Foreign => {
                    self.reviews.entry(key.id().to_owned()).or_insert(sequence);
                }
            }
        }
        // A violation of separation of duties is never a consequence.
        let follows = earlier.filter(|_| what.kind() != Kind::SeparationOfDuties);
        self.push(Finding { sequence: Some(sequence), what, follows });
    }

    fn push(&mut self, finding: Finding) {
        self.total += 1;
        let told = match finding.follows {
            Some(from) => {
                *self.consequences.entry(from).or_default() += 1;
                self.told.len() - self.causes
            }
            None => self.causes,
        };
        if told < MOST {
            self.causes += usize::from(finding.follows.is_none());
            self.told.push(finding);
        }
    }

    /// Names a message that is no commit, or a copy of one.
    pub(crate) fn stranger(&mut self, sequence: u64, key: &AggregateKey, why: Foreign) {
        self.foreign += 1;
        if self.strangers.len() < MOST {
            self.strangers.push(Stranger { sequence, subject: key.subject(), why });
        }
    }
}
