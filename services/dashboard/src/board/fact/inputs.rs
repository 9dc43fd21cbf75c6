//! The inputs of a review's score.

use haetae_domain::profile::Profile;
use haetae_domain::vocabulary::{DataClass, Exposure, ImpactKind, ImpactLevel, Stage, UserScale};
use haetae_event_log::codec::Word as _;
use haetae_proto::common::v1::ServiceProfile;

/// The inputs that the review's row does not contain; a value missing in the commit is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inputs {
    pub(in crate::board) stage: Option<Stage>,
    pub(in crate::board) exposure: Option<Exposure>,
    pub(in crate::board) data_classes: Vec<DataClass>,
    pub(in crate::board) user_scale: Option<UserScale>,
    /// In the order of [`ImpactKind::ALL`].
    pub(in crate::board) impacts: [Option<ImpactLevel>; 4],
}

impl From<&ServiceProfile> for Inputs {
    fn from(profile: &ServiceProfile) -> Self {
        let impact = profile.impact.as_ref();
        let impacts = impact.map_or([0; 4], |is| [is.financial, is.reputation, is.legal_privacy, is.safety]);
        let mut data_classes: Vec<_> =
            profile.data_classes.iter().filter_map(|word| DataClass::from_wire(*word)).collect();
        data_classes.sort_unstable();
        data_classes.dedup();
        Self {
            stage: Stage::from_wire(profile.stage),
            exposure: Exposure::from_wire(profile.exposure),
            data_classes,
            user_scale: UserScale::from_wire(profile.user_scale),
            impacts: impacts.map(ImpactLevel::from_wire),
        }
    }
}

impl From<&Profile> for Inputs {
    fn from(profile: &Profile) -> Self {
        let mut impacts = [None; 4];
        for (impact, kind) in impacts.iter_mut().zip(ImpactKind::ALL) {
            *impact = Some(profile.impact.of(*kind));
        }
        Self {
            stage: Some(profile.stage),
            exposure: Some(profile.exposure),
            data_classes: profile.data_classes.iter().copied().collect(),
            user_scale: Some(profile.user_scale),
            impacts,
        }
    }
}
