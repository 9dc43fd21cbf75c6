//! Regenerating the checklist for another profile, level or catalogue version, without losing a verdict.

use std::collections::HashSet;

use super::{Diagnosis, Event, FindingTerms, Rejection, Retired, Revised, Standing, State, Tally};
use crate::checkpoint_key::CheckpointKey;
use crate::document::DocumentVersion;
use crate::ids::Meta;
use crate::profile::Profile;
use crate::selection::Selected;
use crate::vocabulary::{Level, RevisionCause};

/// The inputs of the new checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Why.
    pub cause: RevisionCause,
    /// The catalogue versions.
    pub catalogs: Vec<DocumentVersion>,
    /// The inputs.
    pub profile: Profile,
    /// The level.
    pub level: Level,
    /// The time limits for fixes.
    pub terms: FindingTerms,
    /// The whole checklist.
    pub checkpoints: Vec<Selected>,
    /// The checkpoints whose requirement or check changed.
    pub changed: Vec<CheckpointKey>,
}

/// Regenerates the checklist. A concluded diagnosis begins another round, unless only the days for fixes change. A revision
/// without a difference produces no events.
pub fn revise(state: &State, meta: &Meta, revision: Revision) -> Result<Vec<Event>, Rejection> {
    let diagnosis = state.open()?;
    let Revision { cause, catalogs, profile, level, terms, checkpoints, changed } = revision;
    let before = &diagnosis.generated;
    let same = (&before.catalogs, &before.profile, before.level, &before.checkpoints)
        == (&catalogs, &profile, level, &checkpoints);
    if same && before.terms == terms {
        return Ok(vec![]);
    }
    let (added, retired) = (beyond(&checkpoints, &before.checkpoints), beyond(&before.checkpoints, &checkpoints));
    let (tally, standing) = (Tally::default(), Standing::default());
    let revised =
        Revised { cause, catalogs, profile, level, checkpoints, added, changed, retired, terms, tally, standing };
    let mut events = vec![Event::Revised(Box::new(revised))];
    if diagnosis.concluded && !same {
        let mut after = diagnosis.clone();
        events.iter().for_each(|event| after.take(event, meta));
        events.push(Event::Reopened(after.another_round(String::new())));
    }
    Ok(diagnosis.settled(events, meta))
}

/// Keys of the lines of one list that the other does not contain.
fn beyond(list: &[Selected], other: &[Selected]) -> Vec<CheckpointKey> {
    let known: HashSet<_> = other.iter().map(|c| &c.key).collect();
    list.iter().map(|c| &c.key).filter(|key| !known.contains(key)).cloned().collect()
}

impl Diagnosis {
    pub(super) fn revised(&mut self, revised: &Revised) {
        let gone: HashSet<_> = revised.retired.iter().collect();
        let leaving = self.generated.checkpoints.iter().filter(|line| gone.contains(&line.key));
        let retired = leaving.map(|line| Retired {
            line: line.clone(),
            catalog: self.generated.catalogs.iter().find(|c| c.id == line.key.catalog).cloned(),
        });
        self.retired.extend(retired);
        let listed: HashSet<_> = revised.checkpoints.iter().map(|c| &c.key).collect();
        self.retired.retain(|retired| !listed.contains(&retired.line.key));
        let judged = revised.changed.iter().filter(|key| self.verdicts.contains_key(key));
        self.changed.extend(judged.cloned());
        self.changed.retain(|key| listed.contains(key));
        self.generated.catalogs.clone_from(&revised.catalogs);
        self.generated.profile = revised.profile.clone();
        self.generated.level = revised.level;
        self.generated.terms = revised.terms.clone();
        self.generated.checkpoints.clone_from(&revised.checkpoints);
    }
}
