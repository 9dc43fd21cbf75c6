//! Reviews as the contract shows them.

use haetae_domain::review::State;
use haetae_event_log::codec::{Word as _, person_to_wire, profile_to_wire};
use haetae_proto::intake::v1::Review;
use haetae_service_kit::commands::timestamp;

/// The review, if one was requested under this id.
pub(crate) fn review(id: &str, state: &State) -> Option<Review> {
    let State::Open(review) = state else { return None };
    Some(Review {
        review_id: id.to_owned(),
        title: review.request.title.clone(),
        description: review.request.description.clone(),
        profile: Some(profile_to_wire(&review.request.profile)),
        requester: Some(person_to_wire(&review.request.requester)),
        team: review.request.team.clone(),
        status: review.status.to_wire(),
        submitted_at: Some(timestamp(review.submitted_at)),
    })
}
