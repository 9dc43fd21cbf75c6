//! PreviewUpgrade and UpgradeDiagnosis.

use haetae_domain::{
    diagnosis::{self, Rejection, State},
    ids::Meta,
    upgrade::{Changed, Difference, compare},
};
use haetae_event_log::codec::version_to_wire;
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::{auth::Principal, error::ApiError, token};
use tonic::Request;

use super::Library;
use crate::{
    catalogs::{refused, select},
    found::find,
    opening::open,
    revision::upgraded,
    view::{self, checkpoints},
};

/// What the versions in use would make of a diagnosis.
pub(super) async fn preview(
    library: &Library,
    caller: &Principal,
    request: &pb::PreviewUpgradeRequest,
) -> Result<pb::PreviewUpgradeResponse, ApiError> {
    let found = find(&library.diagnoses, &library.shelf, caller, &request.review_id).await?;
    let current = library.shelf.current().await.map_err(refused)?;
    let (diagnosis, generated) = (&found.diagnosis, &found.diagnosis.generated);
    let (from, to) = (found.catalogs.iter().map(|v| &v.document), current.iter().map(|v| &v.document));
    let upgrade = compare(from, to, diagnosis, (&generated.profile, generated.level));
    let (used, _) = select(&current, &generated.profile, generated.level);
    let (now, differences): (Vec<_>, Vec<_>) =
        upgrade.changed.into_iter().map(|Changed { now, differences }| (now, differences)).unzip();
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

/// Moves a diagnosis to the versions in use.
pub(super) async fn upgrade(
    library: &Library,
    request: Request<pb::UpgradeDiagnosisRequest>,
) -> Result<pb::UpgradeDiagnosisResponse, ApiError> {
    let (request, step, v) = open((&library.diagnoses, &library.withdrawals), request).await?;
    v.finish()?;
    // The etag holds the diagnosis to the versions that are read here.
    let from = find(&library.diagnoses, &library.shelf, &step.caller, &request.review_id).await?.catalogs;
    let to = library.shelf.current().await.map_err(refused)?;
    let decide = |state: &State, meta: &Meta| match state {
        State::New => Err(Rejection::NotFound),
        State::Open(diagnosis) => diagnosis::revise(state, meta, upgraded(diagnosis, &from, &to)),
    };
    let taken = step.take(&library.diagnoses, decide).await?;
    let diagnosis = taken.diagnosis()?;
    let catalogs = library.shelf.versions(&diagnosis.generated.catalogs).await.map_err(ApiError::internal)?;
    let retired = view::retired(&library.shelf, diagnosis).await?;
    let checklist = Some(view::checklist(&step.review_id.to_string(), diagnosis, &catalogs, &retired));
    let (etag, consistency_token) = taken.tokens();
    Ok(pb::UpgradeDiagnosisResponse { checklist, etag, consistency_token })
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
    }
}
