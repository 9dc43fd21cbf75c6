//! `haetae finding retract`.

use haetae_proto::checkpoint::v1::RetractFindingRequest;

use super::{Which, show};
use crate::{
    commands::{Done, write::Change},
    session::Session,
};

/// Take back a mistaken Fail: its finding becomes void, and its checkpoint is judged again
#[derive(Debug, clap::Args)]
pub(crate) struct Retract {
    #[command(flatten)]
    which: Which,
    /// Why it was no fault
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    change: Change,
}

impl Retract {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.which = self.which.found(session).await?;
        let decided = self.which.decided(session, &self.change).await?;
        let request = RetractFindingRequest {
            request_id: decided.request_id,
            review_id: self.which.review,
            finding_id: self.which.finding,
            etag: decided.etag,
            reason: self.reason,
            validate_only: decided.validate_only,
        };
        let answer = session.checkpoint().await?.retract_finding(request).await?.into_inner();
        show(session, &answer, answer.finding.as_ref(), &answer.etag)
    }
}
