//! What holds of the shipped catalogues for every profile and level.

use std::collections::HashSet;

use haetae_domain::{
    catalog::Catalog,
    checkpoint_key::CheckpointKey,
    experience::Experience,
    focus::{Kind, MOST, focus},
    profile::{Impact, Profile},
    selection::{Selected, select},
    vocabulary::{Component, DataClass, Exposure, ImpactLevel, Layer, Level, ServiceType, Stage, UserScale},
};
use proptest::{prelude::*, sample};
use std::sync::LazyLock;

use crate::shipped;

static CATALOGS: LazyLock<Vec<Catalog>> = LazyLock::new(shipped);

fn some<W: Copy + Ord + std::fmt::Debug + 'static>(
    words: &'static [W],
    least: usize,
) -> impl Strategy<Value = std::collections::BTreeSet<W>> {
    sample::subsequence(words, least..=words.len()).prop_map(|list| list.into_iter().collect())
}

fn any_profile() -> impl Strategy<Value = Profile> {
    let stage = sample::select(Stage::ALL);
    let exposure = sample::select(Exposure::ALL);
    let sets = (some(ServiceType::ALL, 1), some(Component::ALL, 0), some(DataClass::ALL, 1));
    (stage, exposure, sets).prop_map(|(stage, exposure, (service_types, components, data_classes))| {
        let none = ImpactLevel::None;
        let impact = Impact { financial: none, reputation: none, legal_privacy: none, safety: none };
        Profile { service_types, components, stage, exposure, data_classes, user_scale: UserScale::UpTo1k, impact }
    })
}

fn list(profile: &Profile, level: Level) -> Vec<Selected> {
    select(CATALOGS.iter(), profile, level)
}

fn place(list: &[Selected], key: &CheckpointKey) -> Option<usize> {
    list.iter().position(|line| line.key == *key)
}

/// Every line of `shorter` is on `longer`, in the same order and at least as binding.
fn kept(shorter: &[Selected], longer: &[Selected]) -> Result<(), TestCaseError> {
    let mut last = None;
    for line in shorter {
        let at = place(longer, &line.key);
        prop_assert!(at.is_some(), "{} is gone", line.key);
        prop_assert!(at > last, "{} moved", line.key);
        prop_assert!(at.is_some_and(|at| longer[at].mandatory >= line.mandatory), "{} became optional", line.key);
        prop_assert!(at.is_some_and(|at| line.rules.iter().all(|r| longer[at].rules.contains(r))), "{}", line.key);
        last = at;
    }
    Ok(())
}

proptest! {
    #[test]
    fn more_service_types_components_data_or_exposure_never_remove_a_checkpoint(
        profile in any_profile(), more in any_profile(), level in sample::select(Level::ALL)
    ) {
        let mut wider = profile.clone();
        wider.service_types.extend(more.service_types);
        wider.components.extend(more.components);
        wider.data_classes.extend(more.data_classes);
        wider.exposure = wider.exposure.max(more.exposure);
        kept(&list(&profile, level), &list(&wider, level))?;
    }

    #[test]
    fn a_higher_level_never_removes_a_checkpoint_or_makes_a_mandatory_one_optional(
        profile in any_profile(), a in sample::select(Level::ALL), b in sample::select(Level::ALL)
    ) {
        kept(&list(&profile, a.min(b)), &list(&profile, a.max(b)))?;
    }

    #[test]
    fn the_same_inputs_give_the_same_list_without_doubles_along_the_flow_and_each_line_says_why(
        profile in any_profile(), level in sample::select(Level::ALL)
    ) {
        let first = list(&profile, level);
        prop_assert_eq!(&first, &list(&profile.clone(), level));
        let keys: HashSet<_> = first.iter().map(|line| &line.key).collect();
        prop_assert_eq!(keys.len(), first.len());
        prop_assert!(first.is_sorted_by_key(|line| line.layer));
        prop_assert!(first.iter().all(|line| !line.rules.is_empty()));
        prop_assert!(!first.is_empty());
    }

    #[test]
    fn a_focus_guide_is_short_explained_and_part_of_the_checklist(profile in any_profile()) {
        let Profile { service_types, components, data_classes, .. } = profile.clone();
        let guide = focus(CATALOGS.iter(), &Kind { service_types, components, data_classes }, &Experience::default());
        prop_assert!((1..=MOST).contains(&guide.len()));
        if profile.service_types.len() + profile.components.len() <= MOST {
            let named = |t: &ServiceType| guide.iter().any(|i| i.service_types.contains(t));
            prop_assert!(profile.service_types.iter().all(named), "a service type has no item");
        }
        let listed = list(&profile, Level::Low);
        for item in &guide {
            prop_assert!(!item.rules.is_empty());
            let here = |line: &Selected| line.key.catalog == item.catalog.id && line.key.control == item.control.id;
            prop_assert!(listed.iter().any(here), "{} is not on the checklist", item.control.id);
        }
    }
}

#[test]
fn every_control_can_come_onto_a_checklist_and_every_layer_is_used() {
    let everything = |stage| {
        let all = Profile {
            service_types: ServiceType::ALL.iter().copied().collect(),
            components: Component::ALL.iter().copied().collect(),
            stage,
            exposure: Exposure::Internet,
            data_classes: DataClass::ALL.iter().copied().collect(),
            user_scale: UserScale::Over1m,
            impact: Impact {
                financial: ImpactLevel::Severe,
                reputation: ImpactLevel::Severe,
                legal_privacy: ImpactLevel::Severe,
                safety: ImpactLevel::Severe,
            },
        };
        list(&all, Level::Critical)
    };
    for stage in [Stage::Operation, Stage::Advanced] {
        let lines = everything(stage);
        let layers: HashSet<_> = lines.iter().map(|line| line.layer).collect();
        assert_eq!(layers, Layer::ALL.iter().copied().collect());
        for (catalog, control) in CATALOGS.iter().flat_map(|c| c.controls.iter().map(move |k| (c, k))) {
            let here = |line: &Selected| line.key.catalog == catalog.id && line.key.control == control.id;
            assert!(lines.iter().any(here), "{}:{} is never checked at {stage}", catalog.id, control.id);
        }
    }
}
