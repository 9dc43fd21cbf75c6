//! CompareReview: the differences between two moments, and the commits that caused them.

mod point;
mod show;

use haetae_proto::dashboard::v1::{CompareReviewRequest, CompareReviewResponse};
use haetae_service_kit::{
    deadline::Deadline,
    error::{ApiError, Violations},
    token::{consistency_token, parse_consistency_token},
    validate,
};
use uuid::Uuid;

use super::depth::{self, Between};
use crate::{
    dossier::{Dossier, Taken, compare::Comparison},
    store::{QueryStore, Snapshot, Visible},
};

use point::Point;

pub(super) async fn compare(
    store: &QueryStore,
    visible: &Visible,
    request: &CompareReviewRequest,
    deadline: Deadline,
) -> Result<CompareReviewResponse, ApiError> {
    let mut v = Violations::new();
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    if request.from.is_none() {
        v.add("from", "필수 항목입니다.", "Is required.");
    }
    let from = Point::parse(&mut v, "from", request.from.as_ref());
    let to = Point::parse(&mut v, "to", request.to.as_ref());
    let token = v.take(parse_consistency_token(&request.consistency_token))?.flatten();
    if v.is_empty() && from.is_later(to) {
        v.take(Err::<(), _>(reversed()))?;
    }
    v.finish()?;

    let wanted = token.unwrap_or(0).max(from.position()).max(to.position());
    let mut snapshot = store.depth(wanted, Some((id, visible)), deadline).await?;
    depth::found(&mut snapshot, id, visible).await?;
    let here = Here { id, visible, deadline };
    // The latest decision is the last one up to the other moment.
    let head = snapshot.position();
    let until = here.position(&mut snapshot, to, head).await?;
    let since = here.position(&mut snapshot, from, until).await?;
    let since = if since > until { here.as_early(&mut snapshot, since, until).await? } else { since };
    let comparison = here.follow(&mut snapshot, since, until).await?;
    let (groups, left_out) = show::groups(comparison.differences());
    let consistency_token = consistency_token(until);
    Ok(CompareReviewResponse { from_position: since, to_position: until, groups, left_out, consistency_token })
}

fn reversed() -> ApiError {
    ApiError::invalid_field(
        "from",
        "비교할 두 시점 가운데 앞선 시점이어야 합니다.",
        "Must not be after the other moment.",
    )
}

/// The review being compared, and the caller's view of it.
struct Here<'a> {
    id: Uuid,
    visible: &'a Visible,
    deadline: Deadline,
}

impl Here<'_> {
    /// The position of a point, up to another one.
    async fn position(&self, snapshot: &mut Snapshot, point: Point, until: u64) -> Result<u64, ApiError> {
        if let Point::Moment(as_of) = point {
            return snapshot.resolve(as_of).await;
        }
        let dossier = depth::fold(snapshot, self.id, until, self.deadline).await?;
        depth::seen(snapshot, &dossier, self.id, self.visible).await?;
        dossier.decided.ok_or_else(|| ApiError::review_not_decided(self.id))
    }

    /// Replaces a `since` that comes after `until` by `until`, if both show the same review. Only this review's
    /// commits between the two matter: a caller must not learn about other reviews from the result.
    async fn as_early(&self, snapshot: &mut Snapshot, since: u64, until: u64) -> Result<u64, ApiError> {
        let earlier = depth::fold(snapshot, self.id, until, self.deadline).await?;
        depth::seen(snapshot, &earlier, self.id, self.visible).await?;
        let later = depth::fold(snapshot, self.id, since, self.deadline).await?;
        if later.commits == earlier.commits { Ok(until) } else { Err(reversed()) }
    }

    /// Folds up to the earlier moment, and compares from there to the later one.
    async fn follow(&self, snapshot: &mut Snapshot, since: u64, until: u64) -> Result<Comparison, ApiError> {
        let earlier = depth::fold(snapshot, self.id, since, self.deadline).await?;
        depth::seen(snapshot, &earlier, self.id, self.visible).await?;
        let mut comparison = Comparison::from(&earlier);
        let between = Between { since, until };
        let step = |dossier: &Dossier, taken: &Taken| comparison.follow(dossier, taken);
        depth::go_on(snapshot, self.id, earlier, between, self.deadline, step).await?;
        Ok(comparison)
    }
}
