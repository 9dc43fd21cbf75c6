//! The differences between two points of a review. All comparable content is written as facets; equal content has
//! equal facets. Differences are therefore found without knowledge of their meaning.

mod diagnosis;
mod facets;
mod review;
mod risk;

use std::collections::BTreeMap;

use haetae_event_log::Category;

use facets::Facets;

pub(crate) use facets::{Facet, FacetKind, Key};

use super::{Dossier, Taken};

/// Commits kept for one difference.
const COMMITS: usize = 20;

/// One facet that differs.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    pub(crate) key: Key,
    pub(crate) before: Option<Facet>,
    pub(crate) after: Option<Facet>,
    /// The latest commits that changed it, oldest first.
    pub(crate) commits: Vec<Taken>,
}

/// Compares a review at one commit with the same review at later ones.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    /// As it was.
    before: [Facets; 3],
    /// As it is.
    after: [Facets; 3],
    changed_by: BTreeMap<Key, Vec<Taken>>,
}

impl Comparison {
    /// Begins with the current state of a review.
    pub(crate) fn from(dossier: &Dossier) -> Self {
        let facets =
            [review::facets(&dossier.review), risk::facets(&dossier.risk), diagnosis::facets(&dossier.diagnosis)];
        Self { before: facets.clone(), after: facets, changed_by: BTreeMap::new() }
    }

    /// Goes on with the review after the next commit.
    pub(crate) fn follow(&mut self, dossier: &Dossier, taken: &Taken) {
        let (part, now) = match taken.category {
            Category::Review => (0, review::facets(&dossier.review)),
            Category::Risk => (1, risk::facets(&dossier.risk)),
            Category::Diagnosis => (2, diagnosis::facets(&dossier.diagnosis)),
            Category::Policy | Category::Catalog | Category::Foreign => return,
        };
        let known = std::mem::replace(&mut self.after[part], now);
        let (known, now) = (&known.0, &self.after[part].0);
        let ended = known.keys().filter(|key| !now.contains_key(*key));
        let moved = now.iter().filter(|(key, facet)| known.get(*key) != Some(*facet)).map(|(key, _)| key);
        for key in ended.chain(moved) {
            let commits = self.changed_by.entry(key.clone()).or_default();
            if commits.len() == COMMITS {
                commits.remove(0);
            }
            commits.push(taken.clone());
        }
    }

    /// The differences, in the order of kinds and keys. A change that was reverted is no difference.
    pub(crate) fn differences(mut self) -> Vec<Difference> {
        let facet = |parts: &[Facets; 3], key: &Key| parts.iter().find_map(|part| part.0.get(key)).cloned();
        let changed_by = std::mem::take(&mut self.changed_by).into_iter();
        changed_by
            .map(|(key, commits)| {
                let (before, after) = (facet(&self.before, &key), facet(&self.after, &key));
                Difference { key, before, after, commits }
            })
            .filter(|difference| difference.before != difference.after)
            .collect()
    }
}
