//! UpgradeDiagnosis.

use haetae_domain::{
    diagnosis::{self, Rejection, State},
    ids::Meta,
};
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::error::ApiError;
use tonic::Request;

use crate::{
    desk::{Desk, admitted, catalogues::refused, revision::upgraded},
    view::checklist as view,
};

/// Moves a diagnosis to the versions in use.
pub(crate) async fn upgrade(
    desk: &Desk,
    request: Request<pb::UpgradeDiagnosisRequest>,
) -> Result<pb::UpgradeDiagnosisResponse, ApiError> {
    let (request, admitted, v) = desk.admit(request).await?;
    v.finish()?;
    // The etag ties the decision to this diagnosis, and so to the versions read here.
    let from = desk.find(&admitted.caller, &request.review_id).await?.catalogs;
    let to = desk.catalogues.current().await.map_err(refused)?;
    let decide = |state: &State, meta: &Meta| match state {
        State::New => Err(Rejection::NotFound),
        State::Open(diagnosis) => diagnosis::revise(state, meta, upgraded(diagnosis, &from, &to)),
    };
    let changed = admitted.make(decide).await?;
    let diagnosis = admitted::diagnosis(&changed)?;
    let catalogs = desk.catalogues.versions(&diagnosis.generated.catalogs).await.map_err(ApiError::internal)?;
    let retired = view::retired(&desk.catalogues, diagnosis).await?;
    let checklist = Some(view::checklist(&admitted.review_id.to_string(), diagnosis, &catalogs, &retired));
    let (etag, consistency_token) = changed.tokens();
    Ok(pb::UpgradeDiagnosisResponse { checklist, etag, consistency_token })
}
