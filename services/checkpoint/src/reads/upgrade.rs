//! PreviewUpgrade.

use haetae_domain::upgrade::{self, Difference, compare};
use haetae_event_log::codec::version_to_wire;
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::{auth::Principal, error::ApiError, token};

use crate::{
    desk::{
        Desk,
        catalogues::{refused, select},
    },
    view::checklist::checkpoints,
};

/// The changes that an upgrade to the versions in use would make of a diagnosis.
pub(crate) async fn preview(
    desk: &Desk,
    caller: &Principal,
    request: &pb::PreviewUpgradeRequest,
) -> Result<pb::PreviewUpgradeResponse, ApiError> {
    let found = desk.find(caller, &request.review_id).await?;
    let current = desk.catalogues.current().await.map_err(refused)?;
    let (diagnosis, generated) = (&found.diagnosis, &found.diagnosis.generated);
    let (from, to) = (found.catalogs.iter().map(|v| &v.document), current.iter().map(|v| &v.document));
    let upgrade = compare(from, to, diagnosis, (&generated.profile, generated.level));
    let (used, _) = select(&current, &generated.profile, generated.level);
    let (now, differences): (Vec<_>, Vec<_>) =
        upgrade.changed.into_iter().map(|upgrade::Changed { now, differences }| (now, differences)).unzip();
    let changed = checkpoints(&now, diagnosis, &current).into_iter().zip(differences);
    Ok(pb::PreviewUpgradeResponse {
        review_id: found.id,
        from: generated.catalogs.iter().map(version_to_wire).collect(),
        to: used.iter().map(version_to_wire).collect(),
        kept: upgrade.kept.iter().map(ToString::to_string).collect(),
        changed: changed.map(|(checkpoint, differences)| changed_to_wire(checkpoint, &differences)).collect(),
        added: checkpoints(&upgrade.new, diagnosis, &current),
        retired: checkpoints(&upgrade.retired, diagnosis, &found.catalogs),
        etag: token::etag(found.sequence),
        consistency_token: token::consistency_token(found.sequence),
    })
}

fn changed_to_wire(checkpoint: pb::Checkpoint, differences: &[Difference]) -> pb::ChangedCheckpoint {
    let differences = differences.iter().map(|d| difference(*d) as i32).collect();
    pb::ChangedCheckpoint { checkpoint: Some(checkpoint), differences }
}

fn difference(difference: Difference) -> pb::CheckpointDifference {
    match difference {
        Difference::Requirement => pb::CheckpointDifference::Requirement,
        Difference::Check => pb::CheckpointDifference::Check,
        Difference::Countermeasure => pb::CheckpointDifference::Countermeasure,
        Difference::Mandatory => pb::CheckpointDifference::Mandatory,
        Difference::Layer => pb::CheckpointDifference::Layer,
        Difference::Rules => pb::CheckpointDifference::Rules,
        Difference::Title => pb::CheckpointDifference::Title,
    }
}
