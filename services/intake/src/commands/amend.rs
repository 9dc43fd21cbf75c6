//! AmendReview.

use haetae_domain::review::{self, Amendment};
use haetae_proto::intake::v1::{AmendReviewRequest, AmendReviewResponse};
use haetae_service_kit::{
    auth::Principal,
    commands::{self, Change},
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};

use super::{DESCRIPTION, TITLE};
use crate::desk::{Answer, Desk};

/// Changes what is to be reviewed.
pub(crate) async fn amend(
    desk: &Desk,
    caller: &Principal,
    mut request: AmendReviewRequest,
    deadline: Deadline,
) -> Result<AmendReviewResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    let amendment = amendment(&mut v, &request);
    let step = desk.step(caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        step.take(|state| review::amend(state, &amendment, step.change.at, &desk.calendar)).await?;
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
