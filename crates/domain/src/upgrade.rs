//! The effect that newer catalogues, or another profile or level, would have on an open diagnosis.

use std::collections::{HashMap, HashSet};

use crate::catalog::{Catalog, Check, Control, Staged};
use crate::checkpoint_key::CheckpointKey;
use crate::diagnosis::Diagnosis;
use crate::profile::Profile;
use crate::selection::{Selected, select};
use crate::vocabulary::{Level, Stage};

/// A checklist before and after; each list in the order of its checklist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upgrade {
    /// The whole new checklist.
    pub list: Vec<Selected>,
    /// On both lists and equal: a verdict is still valid.
    pub kept: Vec<CheckpointKey>,
    /// On both lists and different: a verdict is kept, and a reviewer should check whether it is still valid.
    pub changed: Vec<Changed>,
    /// Only on the new one.
    pub new: Vec<Selected>,
    /// Only on the old one: its verdict stays readable.
    pub retired: Vec<Selected>,
}

/// A checkpoint that is on both checklists and differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// As the new checklist has it.
    pub now: Selected,
    /// The differences; one or more.
    pub differences: Vec<Difference>,
}

/// A difference between two versions of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The requirement at the review's stage.
    Requirement,
    /// The check, or its method.
    Check,
    /// The countermeasure.
    Countermeasure,
    /// Whether it must be judged.
    Mandatory,
    /// The layer of the information flow.
    Layer,
    /// The rules that select it.
    Rules,
    /// Its title.
    Title,
}

/// Compares the checklist of a diagnosis with the one that `to` produces for a profile and a level: its own, or those
/// of an amended review. `from` are the versions its checklist was made from.
pub fn compare<'a>(
    from: impl IntoIterator<Item = &'a Catalog>,
    to: impl IntoIterator<Item = &'a Catalog>,
    diagnosis: &Diagnosis,
    (profile, level): (&Profile, Level),
) -> Upgrade {
    let generated = &diagnosis.generated;
    let (from, to): (Vec<_>, Vec<_>) = (from.into_iter().collect(), to.into_iter().collect());
    let (old_texts, new_texts) = (texts(&from, generated.profile.stage), texts(&to, profile.stage));
    let old: HashMap<_, _> = generated.checkpoints.iter().map(|c| (&c.key, c)).collect();
    let list = select(to, profile, level);
    let listed: HashSet<_> = list.iter().map(|c| &c.key).collect();
    let retired = generated.checkpoints.iter().filter(|c| !listed.contains(&c.key)).cloned().collect();

    let mut upgrade = Upgrade { retired, ..Default::default() };
    for now in &list {
        let Some(before) = old.get(&now.key) else {
            upgrade.new.push(now.clone());
            continue;
        };
        let mut differences = of_texts(old_texts.get(&now.key), new_texts.get(&now.key));
        differences.extend(of_selection(before, now));
        if differences.is_empty() {
            upgrade.kept.push(now.key.clone());
        } else {
            upgrade.changed.push(Changed { now: now.clone(), differences });
        }
    }
    upgrade.list = list;
    upgrade
}

impl Upgrade {
    /// Checkpoints with another requirement or another check: a verdict on them may no longer be valid.
    pub fn reworded(&self) -> Vec<CheckpointKey> {
        let reworded = |d: &Difference| match d {
            Difference::Requirement | Difference::Check | Difference::Title => true,
            Difference::Countermeasure | Difference::Mandatory | Difference::Layer | Difference::Rules => false,
        };
        let changed = self.changed.iter().filter(|c| c.differences.iter().any(reworded));
        changed.map(|c| c.now.key.clone()).collect()
    }
}

/// The texts of a checkpoint.
struct Texts<'a> {
    control: &'a Control,
    requirement: Option<&'a Staged>,
    check: &'a Check,
}

fn texts<'a>(catalogs: &[&'a Catalog], stage: Stage) -> HashMap<CheckpointKey, Texts<'a>> {
    let controls = catalogs.iter().flat_map(|catalog| catalog.controls.iter().map(move |c| (*catalog, c)));
    let checks = controls.flat_map(|(catalog, control)| control.checks.iter().map(move |c| (catalog, control, c)));
    let keyed = checks.map(|(catalog, control, check)| {
        let (catalog, requirement) = (catalog.id.clone(), control.requirement(stage));
        let key = CheckpointKey { catalog, control: control.id.clone(), check: check.id.clone() };
        (key, Texts { control, requirement, check })
    });
    keyed.collect()
}

fn of_texts(before: Option<&Texts<'_>>, now: Option<&Texts<'_>>) -> Vec<Difference> {
    let (Some(before), Some(now)) = (before, now) else {
        return vec![Difference::Check]; // missing from the version it was made from: it cannot be shown to be the same
    };
    let mut differences = vec![];
    let mut note = |differs: bool, difference| differences.extend(differs.then_some(difference));
    let required = |t: &Texts<'_>| t.requirement.map(Staged::text);
    let checked = |t: &Texts<'_>| (t.check.method, t.check.text());
    note(before.control.title != now.control.title, Difference::Title);
    note(required(before) != required(now), Difference::Requirement);
    note(checked(before) != checked(now), Difference::Check);
    note(before.control.countermeasure != now.control.countermeasure, Difference::Countermeasure);
    differences
}

fn of_selection(before: &Selected, now: &Selected) -> Vec<Difference> {
    let mut differences = vec![];
    let mut note = |differs: bool, difference| differences.extend(differs.then_some(difference));
    note(before.mandatory != now.mandatory, Difference::Mandatory);
    note(before.layer != now.layer, Difference::Layer);
    note(before.rules != now.rules, Difference::Rules);
    differences
}

#[cfg(test)]
mod tests;
