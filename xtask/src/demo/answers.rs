//! Responses of the services, from which the demo takes everything that it shows.

use haetae_proto::{
    checkpoint::v1::Checklist,
    dashboard::v1::{GetSummaryResponse, ReviewRow, TimelineEntry},
    risk::v1::Assessment,
};

use super::{endpoints::Endpoints, knowledge::Knowledge};

/// Responses of the services. All except rows and summary concern one review.
#[derive(Debug)]
pub(crate) struct Answers {
    pub(super) review_id: String,
    pub(super) rows: Vec<ReviewRow>,
    pub(super) assessment: Assessment,
    pub(super) checklist: Checklist,
    pub(super) knowledge: Knowledge,
    pub(super) summary: GetSummaryResponse,
    pub(super) timeline: Vec<TimelineEntry>,
    pub(super) endpoints: Endpoints,
}

impl Answers {
    /// The number of the review that is shown in detail.
    pub(crate) fn number(&self) -> Option<&str> {
        self.rows.iter().find(|row| row.review_id == self.review_id).map(|row| row.number.as_str())
    }
}
