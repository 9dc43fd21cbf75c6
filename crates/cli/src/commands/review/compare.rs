//! `haetae review compare`.

use haetae_proto::dashboard::v1::{
    ComparePoint, CompareReviewRequest, LatestDecision, as_of::Moment, compare_point::Point,
};

use crate::{
    commands::{find, fresh::moment},
    failure::{Done, Failure},
    session::Session,
    views,
};

/// Show the differences of a review between two moments, and the commits that made them
#[derive(Debug, clap::Args)]
pub(crate) struct Compare {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// The earlier moment: `decision` for the latest one, a time, e.g. 2026-01-31T18:00:00+09:00, or a position of the log
    #[arg(long, value_name = "MOMENT", default_value = "decision", value_parser = point)]
    from: ComparePoint,
    /// The later moment [default: now]
    #[arg(long, value_name = "MOMENT", value_parser = point)]
    to: Option<ComparePoint>,
    /// Token of a write that the answer must include
    #[arg(long, value_name = "TOKEN", default_value = "")]
    consistency_token: String,
}

/// The decision, a position of the log, or a time.
fn point(text: &str) -> Result<ComparePoint, jiff::Error> {
    if text == "decision" {
        return Ok(ComparePoint { point: Some(Point::Decision(LatestDecision {})) });
    }
    let point = moment(text)?.moment.map(|moment| match moment {
        Moment::Time(time) => Point::Time(time),
        Moment::Position(position) => Point::Position(position),
    });
    Ok(ComparePoint { point })
}

impl Compare {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let request = CompareReviewRequest {
            review_id: self.review,
            from: Some(self.from),
            to: self.to,
            consistency_token: self.consistency_token,
        };
        let answer = session.dashboard().await?.compare_review(request).await;
        let answer = answer.map_err(Failure::from)?.into_inner();
        session.show(&answer, |look| views::comparison(&answer, look))
    }
}
