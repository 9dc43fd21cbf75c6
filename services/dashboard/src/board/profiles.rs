//! The scoring inputs of reviews: a row for every commit that changed them. Rows are only added.

use haetae_domain::vocabulary::{Exposure, ImpactLevel, Stage, UserScale};
use haetae_projector::NewRows;

use super::change::ReviewChange;

/// Adds a row for every change of a review's scoring inputs.
pub(super) fn add(rows: &mut NewRows, changes: &[ReviewChange]) {
    for change in changes {
        // One commit adds one row, from its last such event.
        let Some(asked) = change.events.iter().rev().find_map(|event| event.fact.asked()) else { continue };
        let inputs = &asked.inputs;
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
