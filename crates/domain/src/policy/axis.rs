//! The inputs of a profile along which it can get worse.

use std::collections::BTreeSet;

use crate::profile::Profile;
use crate::vocabulary::{Component, DataClass, Exposure, ImpactKind, ImpactLevel, ServiceType, UserScale};

/// One input of the profile.
#[derive(Clone, Copy)]
pub(super) enum Axis {
    ServiceTypes,
    Components,
    DataClasses,
    Exposure,
    UserScale,
    Impact(ImpactKind),
}

impl Axis {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let sets = [Self::ServiceTypes, Self::Components, Self::DataClasses, Self::Exposure, Self::UserScale];
        sets.into_iter().chain(ImpactKind::ALL.iter().map(|kind| Self::Impact(*kind)))
    }

    /// The part of the policy that weighs this input, as faults name it.
    pub(super) fn path(self) -> String {
        match self {
            Self::ServiceTypes => "service_types".to_owned(),
            Self::Components => "components".to_owned(),
            Self::DataClasses => "data_classes".to_owned(),
            Self::Exposure => "exposure.items".to_owned(),
            Self::UserScale => "user_scale.items".to_owned(),
            Self::Impact(kind) => format!("impact.kinds.{kind}.points"),
        }
    }

    /// Pairs of profiles that agree with the base in all other inputs; the second is one step worse in this one.
    pub(super) fn worsened(self, base: &Profile) -> Vec<(Profile, Profile)> {
        match self {
            Self::ServiceTypes => added(base, ServiceType::ALL, |p| &mut p.service_types),
            Self::Components => added(base, Component::ALL, |p| &mut p.components),
            Self::DataClasses => added(base, DataClass::ALL, |p| &mut p.data_classes),
            Self::Exposure => raised(base, Exposure::ALL, |p| &mut p.exposure),
            Self::UserScale => raised(base, UserScale::ALL, |p| &mut p.user_scale),
            Self::Impact(kind) => raised(base, ImpactLevel::ALL, |p| match kind {
                ImpactKind::Financial => &mut p.impact.financial,
                ImpactKind::Reputation => &mut p.impact.reputation,
                ImpactKind::LegalPrivacy => &mut p.impact.legal_privacy,
                ImpactKind::Safety => &mut p.impact.safety,
            }),
        }
    }
}

fn added<K: Copy + Ord>(
    base: &Profile,
    all: &[K],
    set: fn(&mut Profile) -> &mut BTreeSet<K>,
) -> Vec<(Profile, Profile)> {
    let mut pairs = vec![];
    for word in all {
        let mut worse = base.clone();
        if set(&mut worse).insert(*word) {
            pairs.push((base.clone(), worse));
        }
    }
    pairs
}

fn raised<K: Copy>(base: &Profile, all: &[K], place: impl Fn(&mut Profile) -> &mut K) -> Vec<(Profile, Profile)> {
    let at = |word: K| {
        let mut profile = base.clone();
        *place(&mut profile) = word;
        profile
    };
    all.windows(2).map(|step| (at(step[0]), at(step[1]))).collect()
}
