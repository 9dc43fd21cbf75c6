//! The focus guide (집중 점검 가이드): the controls to check first for a kind of service, with reasons.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Condition, Control, Rule, Solution, Threat};
use crate::experience::{Experience, Record};
use crate::scoring::any_of;
use crate::vocabulary::{Component, DataClass, ServiceType};

/// Most controls of a guide; a longer one would not help to begin.
pub const MOST: usize = 10;

/// The kind of service a guide is for. Stage, exposure and level are left open, so rules that depend on them stay out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    /// The service types.
    pub service_types: BTreeSet<ServiceType>,
    /// Smart-city parts it touches.
    pub components: BTreeSet<Component>,
    /// Data it handles.
    pub data_classes: BTreeSet<DataClass>,
}

/// One thing to look at first.
#[derive(Clone, Debug)]
pub struct FocusItem<'a> {
    /// The catalogue the control is in.
    pub catalog: &'a Catalog,
    /// The control to check.
    pub control: &'a Control,
    /// Rules that pick it for this kind of service; one or more.
    pub rules: Vec<&'a Rule>,
    /// The given service types these rules name.
    pub service_types: BTreeSet<ServiceType>,
    /// The given components these rules name.
    pub components: BTreeSet<Component>,
    /// Threats to this kind of service that its solutions manage.
    pub threats: Vec<ManagedThreat<'a>>,
    /// The failures in earlier judgements.
    pub record: Record,
}

/// A threat, and the solution of the control that manages it.
#[derive(Clone, Copy, Debug)]
pub struct ManagedThreat<'a> {
    /// The threat.
    pub threat: &'a Threat,
    /// The controls that manage it.
    pub solution: &'a Solution,
}

/// The controls to check first, at most [`MOST`], the most important first.
///
/// A control comes earlier the more rules select it for this very kind of service, and the more often it failed
/// ([`Record::urgency`] counts as that number of rules). Ties are broken by: mandatory from a lower level, more
/// managed threats, and the order of layers, catalogues and controls. Every given service type and component gets its
/// share of the places, so that one with few rules is not displaced. Controls that apply to every service are left
/// out.
pub fn focus<'a>(
    catalogs: impl IntoIterator<Item = &'a Catalog>,
    kind: &Kind,
    experience: &Experience,
) -> Vec<FocusItem<'a>> {
    let mut items: Vec<_> = catalogs.into_iter().flat_map(|catalog| items_of(catalog, kind, experience)).collect();
    // Stable: ties keep the order of catalogues and controls.
    items.sort_by_key(|i| {
        let control = i.control;
        (Reverse(i.rules.len() + i.record.urgency()), control.mandatory_from, Reverse(i.threats.len()), control.layer)
    });
    let mut chosen = shares(&items, kind);
    let rest = (0..items.len()).filter(|n| !chosen.contains(n)).take(MOST - chosen.len());
    chosen.extend(rest.collect::<Vec<_>>());
    let mut place = 0..;
    items.retain(|_| place.next().is_some_and(|n| chosen.contains(&n)));
    items
}

/// The indexes of the items that fill the shares of the given service types and components, at most [`MOST`].
fn shares(ranked: &[FocusItem<'_>], kind: &Kind) -> BTreeSet<usize> {
    let share = (MOST / (kind.service_types.len() + kind.components.len()).max(1)).max(1);
    let mut types: BTreeMap<ServiceType, usize> = kind.service_types.iter().map(|t| (*t, share)).collect();
    let mut components: BTreeMap<Component, usize> = kind.components.iter().map(|c| (*c, share)).collect();
    let mut chosen = BTreeSet::new();
    for (n, item) in ranked.iter().enumerate() {
        let served = draw(&mut types, &item.service_types) | draw(&mut components, &item.components);
        if served && chosen.len() < MOST {
            chosen.insert(n);
        }
    }
    chosen
}

/// Takes one from the share of each of `names`; whether one of them had something left.
fn draw<K: Ord>(left: &mut BTreeMap<K, usize>, names: &BTreeSet<K>) -> bool {
    let mut drawn = false;
    for name in names {
        if let Some(share) = left.get_mut(name).filter(|share| **share > 0) {
            *share -= 1;
            drawn = true;
        }
    }
    drawn
}

fn items_of<'a>(catalog: &'a Catalog, kind: &Kind, experience: &Experience) -> Vec<FocusItem<'a>> {
    let rules: Vec<&Rule> = catalog.rules.iter().filter(|r| picks(&r.when, kind)).collect();
    let threats: Vec<&Threat> = catalog.threats.iter().filter(|t| t.concerns(&kind.components)).collect();
    let item = |control: &'a Control| {
        let rules: Vec<&Rule> = rules.iter().copied().filter(|r| r.controls.contains(&control.id)).collect();
        let service_types = rules.iter().flat_map(|r| &r.when.service_types & &kind.service_types).collect();
        let components = rules.iter().flat_map(|r| &r.when.components & &kind.components).collect();
        (!rules.is_empty()).then(|| FocusItem {
            catalog,
            control,
            rules,
            service_types,
            components,
            threats: threats.iter().filter_map(|t| managed(catalog, control, t)).collect(),
            record: experience.of(&catalog.id, &control.id),
        })
    };
    catalog.controls.iter().filter_map(item).collect()
}

/// Whether a rule holds for every service of this kind, and because of a condition that the kind specifies.
fn picks(when: &Condition, kind: &Kind) -> bool {
    let Condition { service_types, components, data_classes, stages, min_exposure, min_level } = when;
    let open = stages.is_empty() && min_exposure.is_none() && min_level.is_none();
    let specific = !(service_types.is_empty() && components.is_empty() && data_classes.is_empty());
    open && specific
        && any_of(service_types, &kind.service_types)
        && any_of(components, &kind.components)
        && any_of(data_classes, &kind.data_classes)
}

fn managed<'a>(catalog: &'a Catalog, control: &Control, threat: &'a Threat) -> Option<ManagedThreat<'a>> {
    let solution = catalog.solutions_against(&threat.id).find(|s| control.solutions.contains(&s.id))?;
    Some(ManagedThreat { threat, solution })
}

#[cfg(test)]
mod tests;
