//! What reviews were scored on: a row for every commit that said so. Rows are only ever added.

use haetae_domain::profile::Profile;
use haetae_domain::vocabulary::{DataClass, Exposure, ImpactKind, ImpactLevel, Stage, UserScale};
use haetae_event_log::codec::Word as _;
use haetae_projector::NewRows;
use haetae_proto::common::v1::ServiceProfile;

use super::{
    change::{Change, Fact},
    life::Life,
};

/// The inputs that the row of a review does not hold; what a commit does not say is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inputs {
    stage: Option<Stage>,
    exposure: Option<Exposure>,
    data_classes: Vec<DataClass>,
    user_scale: Option<UserScale>,
    /// In the order of [`ImpactKind::ALL`].
    impacts: [Option<ImpactLevel>; 4],
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

/// Adds a row for every change that says what a review is scored on.
pub(super) fn add(rows: &mut NewRows, changes: &[Change]) {
    for change in changes {
        // One commit makes one row, the last it says.
        let Some(inputs) = change.events.iter().rev().find_map(|event| inputs(&event.fact)) else { continue };
        let row = rows.row(11).uuid(change.review_id).bigint(change.sequence.cast_signed());
        row.text_or_null(inputs.stage.map(Stage::as_str))
            .text_or_null(inputs.exposure.map(Exposure::as_str))
            .texts(inputs.data_classes.iter().map(|word| word.as_str()))
            .text_or_null(inputs.user_scale.map(UserScale::as_str))
            .text_or_null(inputs.impacts.iter().flatten().max().map(|level| level.as_str()));
        for impact in inputs.impacts {
            row.text_or_null(impact.map(ImpactLevel::as_str));
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "no other event changes what a review is scored on")]
fn inputs(fact: &Fact) -> Option<Inputs> {
    match fact {
        Fact::Submitted(request) => Some(request.inputs.clone()),
        Fact::Life(life) => match &**life {
            Life::Amended(amended) => amended.profile.as_ref().map(Inputs::from),
            _ => None,
        },
        _ => None,
    }
}
