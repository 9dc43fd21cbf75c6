//! Selection: the checkpoints of a review, with reasons.
//!
//! Guaranteed for every catalogue: more service types never remove a checkpoint, a higher level never makes a
//! mandatory one optional, and equal inputs produce the same list in the same order.

use crate::catalog::{Catalog, Condition, holds_at};
use crate::checkpoint_key::CheckpointKey;
use crate::profile::Profile;
use crate::scoring::any_of;
use crate::vocabulary::{Layer, Level};

/// One line of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Which.
    pub key: CheckpointKey,
    /// The layer of the information flow.
    pub layer: Layer,
    /// Whether it must be judged.
    pub mandatory: bool,
    /// Rules that selected it, by id, in the catalogue's order.
    pub rules: Vec<String>,
}

/// The checklist for a profile at a level: by flow layer, then in the order of catalogues and their controls.
pub fn select<'a>(catalogs: impl IntoIterator<Item = &'a Catalog>, profile: &Profile, level: Level) -> Vec<Selected> {
    let mut list: Vec<Selected> = catalogs.into_iter().flat_map(|c| select_from(c, profile, level)).collect();
    list.sort_by_key(|s| s.layer); // stable: keeps the order within a layer
    list
}

fn select_from(catalog: &Catalog, profile: &Profile, level: Level) -> Vec<Selected> {
    let rules: Vec<_> = catalog.rules.iter().filter(|r| applies(&r.when, profile, level)).collect();
    let mut list = Vec::new();
    for control in &catalog.controls {
        let reasons: Vec<String> =
            rules.iter().filter(|r| r.controls.contains(&control.id)).map(|r| r.id.clone()).collect();
        if reasons.is_empty() {
            continue;
        }
        for check in control.checks.iter().filter(|c| holds_at(&c.stages, profile.stage)) {
            list.push(Selected {
                key: CheckpointKey {
                    catalog: catalog.id.clone(),
                    control: control.id.clone(),
                    check: check.id.clone(),
                },
                layer: control.layer,
                mandatory: level >= control.mandatory_from,
                rules: reasons.clone(),
            });
        }
    }
    list
}

fn applies(when: &Condition, profile: &Profile, level: Level) -> bool {
    any_of(&when.service_types, &profile.service_types)
        && any_of(&when.components, &profile.components)
        && any_of(&when.data_classes, &profile.data_classes)
        && holds_at(&when.stages, profile.stage)
        && when.min_exposure.is_none_or(|least| profile.exposure >= least)
        && when.min_level.is_none_or(|least| level >= least)
}

#[cfg(test)]
mod tests;
