//! The common path of every change of a finding: the fields of the request, one decision, one answer.

use haetae_domain::{
    diagnosis::{Event, Rejection, State},
    finding::FindingId,
    ids::Meta,
};
use haetae_proto::{Mutation, checkpoint::v1 as pb};
use haetae_service_kit::error::{ApiError, Violations};
use tonic::Request;

use crate::{
    desk::{Desk, admitted::diagnosis, fields::finding_id},
    refused::note,
    view::findings::{self as view, FindingTexts},
};

/// The finding after a change, as every answer shows it.
pub(super) struct Answer {
    pub(super) finding: Option<pb::Finding>,
    pub(super) etag: String,
    pub(super) consistency_token: String,
}

/// Makes a change. `read` reads the fields that only this request has and notes what is wrong with them; it returns what can be
/// read all the same, so that the faults that only the diagnosis shows are reported with the others.
pub(super) async fn make<M: Mutation, T: Send + Sync>(
    desk: &Desk,
    request: Request<M>,
    read: impl FnOnce(&mut Violations, &M) -> Option<T> + Send,
    decide: impl Fn(&State, &Meta, FindingId, &T) -> Result<Vec<Event>, Rejection> + Send + Sync,
) -> Result<Answer, ApiError> {
    make_declining((desk, false), request, read, decide).await
}

/// [`make`] of a call that may decline an acceptance.
pub(super) async fn make_declining<M: Mutation, T: Send + Sync>(
    (desk, declines): (&Desk, bool),
    request: Request<M>,
    read: impl FnOnce(&mut Violations, &M) -> Option<T> + Send,
    decide: impl Fn(&State, &Meta, FindingId, &T) -> Result<Vec<Event>, Rejection> + Send + Sync,
) -> Result<Answer, ApiError> {
    let (request, admitted, mut v) = desk.admit_declining(request, declines).await?;
    let id = finding_id(&mut v, request.finding_id().unwrap_or_default());
    let asked = read(&mut v, &request);
    if !v.is_empty()
        && let (Some(id), Some(asked)) = (id, &asked)
    {
        note(&mut v, &admitted.refusal(|state, meta| decide(state, meta, id, asked)).await?);
    }
    v.finish()?;
    let (Some(id), Some(asked)) = (id, asked) else {
        return Err(ApiError::internal("a request without violations is not understood"));
    };
    let changed = admitted.make(|state, meta| decide(state, meta, id, &asked)).await?;
    let finding = diagnosis(&changed)?.finding(id);
    let finding = finding.ok_or_else(|| ApiError::internal("a change was made of no finding"))?;
    let texts = FindingTexts::of(&desk.catalogues, std::iter::once(finding)).await?;
    let (etag, consistency_token) = changed.tokens();
    let finding = Some(view::finding(&admitted.review_id.to_string(), finding, &texts));
    Ok(Answer { finding, etag, consistency_token })
}
