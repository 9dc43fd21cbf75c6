//! AmendReview.

use haetae_domain::review::{self, Amendment, Rejection};
use haetae_proto::intake::v1::{AmendReviewRequest, AmendReviewResponse};
use haetae_service_kit::{
    commands::{self, CallerChange},
    error::{ApiError, Violations},
    validate,
};
use tonic::Request;

use super::{DESCRIPTION, TITLE};
use crate::{
    desk::{Desk, admitted::Answer},
    refused::note,
};

/// Changes the profile under review.
pub(crate) async fn amend(desk: &Desk, request: Request<AmendReviewRequest>) -> Result<AmendReviewResponse, ApiError> {
    let (caller, request, change, mut v) = CallerChange::open(request)?;
    let amendment = amendment(&mut v, &request);
    if !v.is_empty() && request.title.is_none() && request.description.is_none() && request.profile.is_none() {
        note(&mut v, &Rejection::NothingToAmend);
    }
    let admitted = desk.admit(&caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        admitted.make(|state| review::amend(state, &amendment, admitted.change.at, &desk.calendar)).await?;
    Ok(AmendReviewResponse { review, etag, consistency_token })
}

fn amendment(v: &mut Violations, request: &AmendReviewRequest) -> Amendment {
    let title = request.title.as_ref();
    let description = request.description.as_ref();
    Amendment {
        title: title.map(|title| validate::text(v, "title", title, TITLE)),
        description: description.map(|text| validate::multiline(v, "description", text, DESCRIPTION)),
        profile: request.profile.as_ref().and_then(|profile| commands::profile(v, "profile", Some(profile))),
    }
}
