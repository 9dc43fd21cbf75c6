//! GetReviewOverview: everything about one review at a moment.

mod assessment;
mod decision;
mod diagnosis;
mod findings;
mod people;

use haetae_domain::review::Review;
use haetae_event_log::codec::{Word as _, person_to_wire, profile_to_wire};
use haetae_proto::dashboard::v1::{
    GetReviewOverviewRequest, GetReviewOverviewResponse, RequestOverview, TimelineEntry,
};
use haetae_service_kit::{
    auth::Principal,
    clock::timestamp,
    deadline::Deadline,
    error::{ApiError, Violations},
    token::parse_consistency_token,
    validate,
};
use uuid::Uuid;

use super::{depth, moment, timeline};
use crate::{
    database::failure,
    dossier::Dossier,
    store::{AsOf, QueryStore, Snapshot, Visible},
};

/// Entries of the timeline that are shown.
const RECENT: u32 = 10;

pub(super) async fn get(
    store: &QueryStore,
    (visible, caller): (&Visible, &Principal),
    request: &GetReviewOverviewRequest,
    deadline: Deadline,
) -> Result<GetReviewOverviewResponse, ApiError> {
    let mut v = Violations::new();
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    let as_of = moment::parse(&mut v, request.as_of.as_ref());
    let token = v.take(parse_consistency_token(&request.consistency_token))?.flatten();
    v.finish()?;

    let shown = (as_of == AsOf::Now).then_some((id, visible));
    let mut snapshot = store.depth(token.unwrap_or(0).max(as_of.position()), shown, deadline).await?;
    depth::found(&mut snapshot, id, visible).await?;
    let position = snapshot.resolve(as_of).await?;
    let mut snapshot = snapshot.moved(position);
    let dossier = depth::fold(&mut snapshot, id, position, deadline).await?;
    depth::seen(&mut snapshot, &dossier, id, visible).await?;
    let team = dossier.review.review().map_or("", |review| review.request.team.as_str());
    let internal = caller.reads_internal(team)?;
    let recent = recent(&mut snapshot, (id, visible), internal).await.map_err(failure)?;
    let row = snapshot.review(id).await.map_err(failure)?;
    let number = row.map(|row| row.number.to_string()).unwrap_or_default();
    Ok(GetReviewOverviewResponse { number, ..overview(id, &dossier, recent, snapshot.token())? })
}

async fn recent(
    snapshot: &mut Snapshot,
    (id, visible): (Uuid, &Visible),
    internal: bool,
) -> sqlx::Result<Vec<TimelineEntry>> {
    let entries = snapshot.latest_entries(id, internal, RECENT).await?;
    timeline::shown(snapshot, (id, visible), entries).await
}

fn overview(
    id: Uuid,
    dossier: &Dossier,
    recent: Vec<TimelineEntry>,
    consistency_token: String,
) -> Result<GetReviewOverviewResponse, ApiError> {
    let review = dossier.review.review().map_err(|_| ApiError::review_not_found(id))?;
    let diagnosis = diagnosis::opened(&dossier.diagnosis);
    let (findings, findings_total) = findings::show(diagnosis);
    Ok(GetReviewOverviewResponse {
        review_id: id.to_string(),
        request: Some(request(review)),
        status: review.status.to_wire(),
        duplicate: review.is_duplicate(),
        status_since: dossier.status_since.map(timestamp),
        question: review.question.as_ref().map(|question| question.text.clone()).unwrap_or_default(),
        assessment: assessment::show(&dossier.risk),
        target: assessment::target(review),
        diagnosis: diagnosis.map(|diagnosis| diagnosis::show(diagnosis, &dossier.rounds)),
        findings,
        findings_total,
        decision: review.decision.as_ref().map(|decision| decision::show(decision, dossier.decided)),
        assignee: review.assignee.as_ref().map(person_to_wire),
        people: people::show(&dossier.people),
        recent,
        commits: dossier.commits,
        consistency_token,
        number: String::new(),
    })
}

fn request(review: &Review) -> RequestOverview {
    let request = &review.request;
    RequestOverview {
        title: request.title.clone(),
        description: request.description.clone(),
        team: request.team.clone(),
        requester: Some(person_to_wire(&request.requester)),
        profile: Some(profile_to_wire(&request.profile)),
        submitted_at: Some(timestamp(review.submitted_at)),
    }
}
