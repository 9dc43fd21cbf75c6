//! Shared by the calls about one review in depth: its commits, folded.

use futures::StreamExt as _;
use haetae_service_kit::{deadline::Deadline, error::ApiError};
use tokio::time::timeout_at;
use uuid::Uuid;

use crate::{
    database::failure,
    dossier::{Dossier, Taken},
    store::{Snapshot, Visible},
    text::clean,
};

/// Positions: after the first, up to the second.
#[derive(Clone, Copy, Debug)]
pub(super) struct Between {
    pub(super) since: u64,
    pub(super) until: u64,
}

/// A review as it was at a position.
pub(super) async fn fold(
    snapshot: &mut Snapshot,
    id: Uuid,
    until: u64,
    deadline: Deadline,
) -> Result<Dossier, ApiError> {
    go_on(snapshot, id, Dossier::default(), Between { since: 0, until }, deadline, |_, _| {}).await
}

/// Folds further commits of a review, one at a time, and returns each step. There is no limit except the caller's
/// deadline; memory does not grow with the number of commits.
pub(super) async fn go_on(
    snapshot: &mut Snapshot,
    id: Uuid,
    mut dossier: Dossier,
    between: Between,
    deadline: Deadline,
    mut step: impl FnMut(&Dossier, &Taken),
) -> Result<Dossier, ApiError> {
    let folding = async {
        let mut commits = snapshot.commits(id, between.since, between.until);
        while let Some(commit) = commits.next().await {
            let commit = commit.map_err(failure)?;
            if let Some(taken) = dossier.take(&commit).map_err(ApiError::internal)? {
                step(&dossier, &taken);
            }
        }
        Ok(dossier)
    };
    timeout_at(deadline.at(), folding).await.map_err(|_| ApiError::deadline_exceeded())?
}

/// Refuses a review that the caller may not see before any of its commits is read, so that the refusal takes as long
/// as for a missing review.
pub(super) async fn found(snapshot: &mut Snapshot, id: Uuid, visible: &Visible) -> Result<(), ApiError> {
    if *visible == Visible::All {
        return Ok(());
    }
    let review = snapshot.review(id).await.map_err(failure)?;
    let seen = review.is_some_and(|review| visible.includes(&review.team));
    if seen { Ok(()) } else { Err(ApiError::review_not_found(id)) }
}

/// Refuses a review that did not exist at the moment of the dossier, or that the caller may not see.
pub(super) async fn seen(
    snapshot: &mut Snapshot,
    dossier: &Dossier,
    id: Uuid,
    visible: &Visible,
) -> Result<(), ApiError> {
    let review = dossier.review.review();
    if review.is_ok_and(|review| visible.includes(&clean(review.request.team.clone()))) {
        return Ok(());
    }
    Err(absent(snapshot, id, visible).await?)
}

/// Why a review does not exist at a moment: it was requested later, or it does not exist for this caller. A missing
/// review and one of another team return the same error.
pub(super) async fn absent(snapshot: &mut Snapshot, id: Uuid, visible: &Visible) -> Result<ApiError, ApiError> {
    let now = snapshot.requested(id).await.map_err(failure)?;
    let later = now.filter(|(team, _)| visible.includes(team));
    Ok(later.map_or_else(|| ApiError::review_not_found(id), |(_, at)| ApiError::review_not_yet_requested(id, at.get())))
}
