//! Other reviews of the same team: to begin with one, and to detect repeated requests.

use haetae_proto::{dashboard::v1::ReviewRow, intake::v1::Review};
use jiff::{SignedDuration, Timestamp};

use crate::{
    api::{Problem, reviews},
    pages::{
        lists::quoted,
        parts::{Status, review_path},
        visitor::Visitor,
    },
    text::{Say, since},
};

/// Within this time the same title is probably the same request: 30 days.
const RECENT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The newest first.
const ORDER: &str = "submitted_at desc";

/// Another review of the team.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) number: String,
    pub(super) path: String,
    pub(super) title: String,
    pub(super) status: Status,
    pub(super) when: String,
}

/// The latest reviews of the person's team. Calls ListReviews.
///
/// # Errors
/// When the dashboard does not answer.
pub(super) async fn earlier(visitor: &Visitor) -> Result<Vec<ReviewRow>, Problem> {
    let team = &visitor.caller.team;
    if team.is_empty() {
        return Ok(Vec::new());
    }
    Ok(reviews(&visitor.api, &format!("team = {}", quoted(team)), ORDER, "").await?.rows)
}

/// Reviews of the team with the title of this one, from the days before `now`. Calls ListReviews.
///
/// # Errors
/// When the dashboard does not answer.
pub(super) async fn similar(visitor: &Visitor, review: &Review, now: Timestamp) -> Result<Vec<Other>, Problem> {
    let page = reviews(&visitor.api, &filter(review, now), ORDER, "").await?;
    let others = page.rows.iter().filter(|row| row.review_id != review.review_id);
    Ok(others.filter_map(|row| Other::of(visitor.say(), row, now)).collect())
}

/// The filter for similar reviews. Titles are compared as searches compare texts, so case and width make no
/// difference.
fn filter(review: &Review, now: Timestamp) -> String {
    let from = now.saturating_sub(RECENT).unwrap_or(now).to_string();
    let (title, team) = (quoted(&review.title), quoted(&review.team));
    format!("title:{title} AND team = {team} AND submitted_at >= {}", quoted(&from))
}

impl Other {
    fn of(say: Say, row: &ReviewRow, now: Timestamp) -> Option<Self> {
        Some(Self {
            number: row.number.clone(),
            path: review_path(&row.number)?,
            title: row.title.clone(),
            status: Status::of(say, row),
            when: since(say, row.submitted_at.as_ref(), now),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_similar_has_the_title_and_the_team_and_is_recent() {
        let review = Review { title: "결제 \"2\"".into(), team: "commerce".into(), ..Review::default() };
        let now = "2026-12-02T03:00:00Z".parse().unwrap();
        assert_eq!(
            filter(&review, now),
            r#"title:"결제 \"2\"" AND team = "commerce" AND submitted_at >= "2026-11-02T03:00:00Z""#
        );
    }
}
