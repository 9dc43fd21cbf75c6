//! `haetae finding retract`.

use haetae_proto::checkpoint::v1::RetractFindingRequest;

use super::which::{WhichFinding, show};
use crate::{
    commands::{
        ask::Sure,
        review,
        write::{ChangeOptions, Decided},
    },
    failure::Done,
    session::Session,
};

/// Take back a mistaken Fail: its finding becomes void, and its checkpoint is judged again
#[derive(Debug, clap::Args)]
pub(crate) struct Retract {
    #[command(flatten)]
    which: WhichFinding,
    /// Why the Fail was a mistake
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Retract {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.which = self.which.found(session).await?;
        let decided = self.which.decided(session, &self.change).await?;
        let of = (self.which.review, self.which.finding);
        retract(session, of, self.reason, (self.sure, &self.change), decided).await
    }
}

/// Takes the Fail of a finding back, and shows the finding.
pub(in crate::commands) async fn retract(
    session: &Session,
    (review_id, finding_id): (String, String),
    reason: String,
    asked: (Sure, &ChangeOptions),
    decided: Decided,
) -> Done {
    let Decided { request_id, etag, validate_only } = decided;
    let request = RetractFindingRequest { request_id, review_id, finding_id, etag, reason, validate_only };
    let tried =
        RetractFindingRequest { request_id: haetae_client::request_id(), validate_only: true, ..request.clone() };
    let tried = async { Ok(session.checkpoint().await?.retract_finding(tried).await.map(drop)?) };
    review::ask_about_decision(session, &request.review_id, asked, (tried, None)).await?;
    let answer = session.checkpoint().await?.retract_finding(request).await?.into_inner();
    show(session, &answer, answer.finding.as_ref(), &answer.etag)
}
