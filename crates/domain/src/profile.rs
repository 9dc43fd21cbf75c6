//! The inputs of scoring and selection.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::vocabulary::{Component, DataClass, Exposure, ImpactKind, ImpactLevel, ServiceType, Stage, UserScale};

/// The type, data and risks of a service. Sets, so that order and repetition have no meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// One or more.
    pub service_types: BTreeSet<ServiceType>,
    /// Empty for an ordinary service.
    #[serde(default)]
    pub components: BTreeSet<Component>,
    /// Lifecycle stage.
    pub stage: Stage,
    /// Its exposure.
    pub exposure: Exposure,
    /// One or more.
    pub data_classes: BTreeSet<DataClass>,
    /// The number of users.
    pub user_scale: UserScale,
    /// Business impact.
    pub impact: Impact,
}

/// Business impact in its four dimensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Impact {
    /// Money.
    pub financial: ImpactLevel,
    /// Trust.
    pub reputation: ImpactLevel,
    /// Law and privacy.
    pub legal_privacy: ImpactLevel,
    /// People's safety.
    pub safety: ImpactLevel,
}

impl Impact {
    /// The level of one dimension.
    pub const fn of(&self, kind: ImpactKind) -> ImpactLevel {
        match kind {
            ImpactKind::Financial => self.financial,
            ImpactKind::Reputation => self.reputation,
            ImpactKind::LegalPrivacy => self.legal_privacy,
            ImpactKind::Safety => self.safety,
        }
    }
}
