//! GetChecklist, GetCoverage and PreviewChecklist.

use haetae_domain::{
    diagnosis::{Diagnosis, FindingTerms, Generated},
    ids::Person,
};
use haetae_proto::checkpoint::v1::{
    GetChecklistRequest, GetChecklistResponse, GetCoverageRequest, GetCoverageResponse, PreviewChecklistRequest,
    PreviewChecklistResponse,
};
use haetae_service_kit::{
    auth::Principal,
    commands,
    error::{ApiError, Violations},
    token,
};

use crate::{
    desk::{Desk, catalogues::select},
    view::{checklist as view, coverage},
};

/// The checklist of a review, with its verdicts.
pub(crate) async fn get(
    desk: &Desk,
    caller: &Principal,
    request: &GetChecklistRequest,
) -> Result<GetChecklistResponse, ApiError> {
    let found = desk.find(caller, &request.review_id).await?;
    let retired = view::retired(&desk.catalogues, &found.diagnosis).await?;
    Ok(GetChecklistResponse {
        checklist: Some(view::checklist(&found.id, &found.diagnosis, &found.catalogs, &retired)),
        etag: token::etag(found.sequence),
        consistency_token: token::consistency_token(found.sequence),
    })
}

/// The threats of a review, each with how far it is covered.
pub(crate) async fn coverage(
    desk: &Desk,
    caller: &Principal,
    request: &GetCoverageRequest,
) -> Result<GetCoverageResponse, ApiError> {
    let found = desk.find(caller, &request.review_id).await?;
    Ok(GetCoverageResponse {
        etag: token::etag(found.sequence),
        consistency_token: token::consistency_token(found.sequence),
        ..coverage::answer(&found.id, &found.diagnosis, &found.catalogs)
    })
}

/// The checklist that a profile would get from the catalogues in use.
pub(crate) fn preview(desk: &Desk, request: &PreviewChecklistRequest) -> Result<PreviewChecklistResponse, ApiError> {
    let mut v = Violations::new();
    let profile = commands::profile(&mut v, "profile", request.profile.as_ref());
    let level = commands::word(&mut v, "level", request.level);
    v.finish()?;
    let (Some(profile), Some(level)) = (profile, level) else {
        return Err(ApiError::internal("a request without violations is not understood"));
    };
    let active = desk.catalogues.active();
    let (catalogs, checkpoints) = select(&active, &profile, level);
    let (requester, team) = (Person::default(), String::new());
    let terms = FindingTerms::default();
    let generated = Generated { catalogs, profile, level, requester, team, checkpoints, terms };
    let diagnosis = Diagnosis::new(generated);
    Ok(PreviewChecklistResponse { checklist: Some(view::checklist("", &diagnosis, &active, &[])) })
}
