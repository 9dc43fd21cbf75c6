//! TriageReview.

use haetae_domain::{
    review::{self, Rejection, State, Triaged, Uncovering},
    vocabulary::TriageOutcome,
};
use haetae_event_log::Category;
use haetae_proto::intake::v1::{TriageReviewRequest, TriageReviewResponse};
use haetae_service_kit::{
    commands::{self, CallerChange, key, load_failure},
    error::{ApiError, Violations},
    validate,
};
use tonic::Request;

use super::WORDS;
use crate::{
    desk::{Desk, admitted::Answer, found::Beside},
    refused::{note, refused, uncovering},
};

/// Decides whether the review is diagnosed.
pub(crate) async fn triage(
    desk: &Desk,
    request: Request<TriageReviewRequest>,
) -> Result<TriageReviewResponse, ApiError> {
    let (caller, request, change, mut v) = CallerChange::open(request)?;
    let outcome = commands::word::<TriageOutcome>(&mut v, "outcome", request.outcome);
    let reason = validate::multiline(&mut v, "reason", &request.reason, WORDS);
    let Other { id: duplicate_of, covers } = other(desk, &mut v, &request.duplicate_of).await?;
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    if !v.is_empty() {
        note_other(&mut v, outcome, (&duplicate_of, &covers), &id.to_string());
    }
    let admitted = desk.admit_beside(&caller, change, id, v, &Beside::default()).await?;
    let outcome = outcome.unwrap_or(TriageOutcome::Diagnose);
    let triaged = Triaged { outcome, reason, duplicate_of, automatic: false };
    // The other review is checked inside the decision, so that a retry of an old triage still gets its answer.
    let decide = |state: &State| {
        let refused = |rejection| refused(rejection, &admitted.id);
        let events = review::triage(state, &admitted.id, &admitted.change.by, triaged.clone()).map_err(refused)?;
        match &covers {
            Ok(()) => Ok(events),
            Err(why) => {
                let (field, ko, en) = uncovering(why);
                Err(ApiError::invalid_field(field, ko, en))
            }
        }
    };
    let Answer { review, etag, consistency_token } = admitted.make_or(decide, |error| error).await?;
    Ok(TriageReviewResponse { review, etag, consistency_token })
}

/// The other review of a duplicate.
struct Other {
    /// Its id, where one is given.
    id: Option<String>,
    /// Whether it covers a duplicate.
    covers: Result<(), Uncovering>,
}

/// Reads the other review. Every caller who may triage sees every review.
async fn other(desk: &Desk, v: &mut Violations, id: &str) -> Result<Other, ApiError> {
    if id.is_empty() {
        return Ok(Other { id: None, covers: Ok(()) });
    }
    let id = validate::uuid(v, "duplicate_of", id);
    if id.is_nil() {
        return Ok(Other { id: Some(id.to_string()), covers: Ok(()) });
    }
    let other = desk.reviews.get(&key(Category::Review, id)?).await.map_err(load_failure)?;
    Ok(Other { id: Some(id.to_string()), covers: review::covers(&other.state) })
}

/// Notes what is wrong with the other review, unless it is noted already.
fn note_other(
    v: &mut Violations,
    outcome: Option<TriageOutcome>,
    (other, covers): (&Option<String>, &Result<(), Uncovering>),
    id: &str,
) {
    if v.has("duplicate_of") {
        return;
    }
    // Whether an unknown outcome takes another review is not known.
    if outcome.is_some_and(|outcome| !outcome.takes(other.as_deref(), id)) {
        note(v, &Rejection::DuplicateOf);
    } else if let Err(why) = covers {
        let (field, ko, en) = uncovering(why);
        v.add(field, ko, en);
    }
}
