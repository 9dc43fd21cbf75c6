//! The one way a step on a finding is taken: what is asked, one decision, one answer.

use haetae_domain::{
    diagnosis::{Event, Rejection, State},
    finding::FindingId,
    ids::Meta,
};
use haetae_proto::{Mutation, checkpoint::v1 as pb};
use haetae_service_kit::error::{ApiError, Violations};
use tonic::Request;

use super::view::{self, Texts};
use crate::{grpc::Checkpoints, opening::open};

/// A finding after a step, with the tokens of the change.
pub(super) struct Taken {
    pub(super) finding: Option<pb::Finding>,
    pub(super) etag: String,
    pub(super) consistency_token: String,
}

/// Takes a step. `read` reads what only this step asks for; what it gives is there when nothing was wrong.
pub(super) async fn take<M: Mutation, T: Send + Sync>(
    service: &Checkpoints,
    request: Request<M>,
    read: impl FnOnce(&mut Violations, &M) -> Option<T> + Send,
    decide: impl Fn(&State, &Meta, FindingId, &T) -> Result<Vec<Event>, Rejection> + Send + Sync,
) -> Result<Taken, ApiError> {
    let (request, step, mut v) = open((&service.diagnoses, &service.withdrawals), request).await?;
    let id = finding_id(&mut v, request.finding_id().unwrap_or_default());
    let asked = read(&mut v, &request);
    v.finish()?;
    let (Some(id), Some(asked)) = (id, asked) else {
        return Err(ApiError::internal("a request without violations is not understood"));
    };
    let taken = step.take(&service.diagnoses, |state, meta| decide(state, meta, id, &asked)).await?;
    let finding = taken.diagnosis()?.finding(id);
    let finding = finding.ok_or_else(|| ApiError::internal("a step was taken on no finding"))?;
    let texts = Texts::of(&service.shelf, std::iter::once(finding)).await?;
    let (etag, consistency_token) = taken.tokens();
    let finding = Some(view::finding(&step.review_id.to_string(), finding, &texts));
    Ok(Taken { finding, etag, consistency_token })
}

/// The number of a finding in a request.
pub(super) fn finding_id(v: &mut Violations, value: &str) -> Option<FindingId> {
    let id = FindingId::parse(value);
    if id.is_none() {
        v.add("finding_id", "'F-1'과 같은 조치 항목 번호여야 합니다.", "Must be the number of a finding, like `F-1`.");
    }
    id
}
