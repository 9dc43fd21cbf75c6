//! The one way a step on a finding is taken: who may, what is asked, one decision, one answer.

use haetae_domain::{
    diagnosis::{Event, Rejection, State},
    finding::FindingId,
    ids::Meta,
};
use haetae_proto::{Mutation, checkpoint::v1 as pb};
use haetae_service_kit::{
    auth::Principal,
    commands::Change,
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};
use tonic::Request;

use super::view::{self, Texts};
use crate::{found, grpc::Checkpoints, refused::refused};

/// A request to take a step on a finding.
pub(super) trait OnFinding: Mutation + Send {
    /// The review's id as it was sent.
    fn review_id(&self) -> &str;
    /// The finding's number as it was sent.
    fn finding_id(&self) -> &str;
}

macro_rules! on_finding {
    ($($request:ident),+ $(,)?) => {$(
        impl OnFinding for pb::$request {
            fn review_id(&self) -> &str {
                &self.review_id
            }

            fn finding_id(&self) -> &str {
                &self.finding_id
            }
        }
    )+};
}

on_finding!(
    AssignFindingRequest,
    ClaimFixRequest,
    VerifyFixRequest,
    RejectFixRequest,
    RequestAcceptanceRequest,
    DecideAcceptanceRequest,
    RevokeAcceptanceRequest,
);

/// A finding after a step, with the tokens of the change.
pub(super) struct Taken {
    pub(super) finding: Option<pb::Finding>,
    pub(super) etag: String,
    pub(super) consistency_token: String,
}

/// Takes a step. `read` reads what only this step asks for; what it gives is there when nothing was wrong.
pub(super) async fn take<M: OnFinding, T: Send + Sync>(
    service: &Checkpoints,
    request: Request<M>,
    read: impl FnOnce(&mut Violations, &M) -> Option<T> + Send,
    decide: impl Fn(&State, &Meta, FindingId, &T) -> Result<Vec<Event>, Rejection> + Send + Sync,
) -> Result<Taken, ApiError> {
    let (caller, deadline) = (Principal::from_request(&request)?, Deadline::from_request(&request));
    let mut request = request.into_inner();
    found::admit_on(&service.diagnoses, &caller, request.review_id(), request.finding_id()).await?;
    let mut v = Violations::new();
    let change = Change::read(&mut v, &caller, &mut request, deadline);
    let review_id = validate::uuid(&mut v, "review_id", request.review_id());
    let id = finding_id(&mut v, request.finding_id());
    let asked = read(&mut v, &request);
    v.finish()?;
    let (Some(id), Some(asked)) = (id, asked) else {
        return Err(ApiError::internal("a request without violations is not understood"));
    };
    let meta = Meta { by: change.by.clone(), at: change.at };
    let decide = |state: &State| decide(state, &meta, id, &asked);
    let key = found::key(review_id)?;
    let changed = change.make(&service.diagnoses, &key, decide, |why| refused(why, review_id)).await?;
    let finding = match changed.state() {
        State::Open(diagnosis) => diagnosis.finding(id),
        State::New => None,
    };
    let finding = finding.ok_or_else(|| ApiError::internal("a step was taken on no finding"))?;
    let texts = Texts::of(&service.shelf, std::iter::once(finding)).await?;
    let (etag, consistency_token) = changed.tokens();
    let finding = Some(view::finding(&review_id.to_string(), finding, &texts));
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
