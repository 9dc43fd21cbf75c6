//! A fixed set of profiles that reaches every corner of the space, for the search for counter-examples.

use std::collections::BTreeSet;

use crate::profile::{Impact, Profile};
use crate::vocabulary::{Component, DataClass, Exposure, ImpactLevel, ServiceType, Stage, UserScale};

/// Number of profiles besides the least harmful one.
const MORE: u64 = 48;

/// The least harmful profile first, the worst last.
pub(super) fn bases() -> Vec<Profile> {
    std::iter::once(least()).chain((1..=MORE).map(spread)).collect()
}

/// The least harmful profile a request can have.
fn least() -> Profile {
    let none = ImpactLevel::None;
    Profile {
        service_types: [ServiceType::PublicWeb].into(),
        components: BTreeSet::new(),
        stage: Stage::Planning,
        exposure: Exposure::Internal,
        data_classes: [DataClass::Public].into(),
        user_scale: UserScale::UpTo1k,
        impact: Impact { financial: none, reputation: none, legal_privacy: none, safety: none },
    }
}

/// The n-th of a fixed sequence of profiles that reaches every corner: higher n set more inputs.
fn spread(n: u64) -> Profile {
    let mut mix = Mix { state: n.wrapping_mul(0x9e37_79b9_7f4a_7c15), density: n.min(MORE) };
    let impact = Impact {
        financial: mix.one(ImpactLevel::ALL),
        reputation: mix.one(ImpactLevel::ALL),
        legal_privacy: mix.one(ImpactLevel::ALL),
        safety: mix.one(ImpactLevel::ALL),
    };
    let mut profile = least();
    profile.service_types.extend(mix.some(ServiceType::ALL));
    profile.components = mix.some(Component::ALL);
    profile.data_classes.extend(mix.some(DataClass::ALL));
    Profile {
        stage: mix.one(Stage::ALL),
        exposure: mix.one(Exposure::ALL),
        user_scale: mix.one(UserScale::ALL),
        impact,
        ..profile
    }
}

/// A fixed sequence of choices (SplitMix64).
struct Mix {
    state: u64,
    density: u64,
}

impl Mix {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn one<K: Copy>(&mut self, all: &[K]) -> K {
        let reach = all.len() as u64 - 1;
        let most = 1 + (reach * self.density).div_ceil(MORE);
        all[usize::try_from(self.next() % most).unwrap_or(0)]
    }

    fn some<K: Copy + Ord>(&mut self, all: &[K]) -> BTreeSet<K> {
        all.iter().copied().filter(|_| self.next() % MORE < self.density).collect()
    }
}
